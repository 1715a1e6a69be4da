import type { Output } from '../io.ts';

const ESC = '\u{1b}[';
const ENTER = `${ESC}?1049h${ESC}?25l`;
const LEAVE = `${ESC}?25h${ESC}?1049l`;
/** Terminals that know mode 2026 show everything between its two ends at once; others ignore it. */
const BEGIN = `${ESC}?2026h${ESC}H`;
const END = `${ESC}J${ESC}?2026l`;
const REST_OF_LINE = `${ESC}K`;

/** The terminal's second screen, drawn over again in place. */
export interface Live {
  /** Lines beyond the terminal's last row are left out. */
  draw(lines: readonly string[]): Promise<void>;
  /** Gives the terminal back as it was. */
  close(): Promise<void>;
}

export async function openLive(output: Output): Promise<Live> {
  const release = output.atExit(LEAVE);
  await output.write(ENTER);
  return {
    draw(lines) {
      const shown = lines.slice(0, output.size.rows).map((line) => line + REST_OF_LINE);
      return output.write(BEGIN + shown.join('\r\n') + END);
    },
    close() {
      release();
      return output.write(LEAVE);
    },
  };
}
