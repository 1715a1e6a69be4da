export async function bodyBytes(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function bodyText(body: AsyncIterable<Uint8Array>): Promise<string> {
  return (await bodyBytes(body)).toString('utf8');
}
