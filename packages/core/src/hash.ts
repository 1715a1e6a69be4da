/** SHA-256 of text in UTF-8, as 64 hexadecimal digits. */
export type Hash = (text: string) => Promise<string>;
