/**
 * A check whose Nth run is the Nth of these commands, whoever runs it and whenever: it counts its runs in a file. After the last
 * it passes.
 */
export function scriptOf(commands: readonly string[]): string {
  const cases = commands.map((command, index) => `${index + 1}) ${command};;`);
  return `[ -e /runs ] && read n </runs; n=$((n+1)); echo $n >/runs; case $n in ${cases.join(' ')} esac`;
}
