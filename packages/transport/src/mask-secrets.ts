const MASK = '[redacted]';

const KEYWORD =
  'pass(?:word|wd|phrase|code)|pwd|secret|token|credentials?|(?:api|access|account|auth|encryption|master|private|shared|signing)[_-]?key';
/** In quotes, or in the quotes of JSON within JSON. */
const QUOTED = String.raw`"(?:\\.|[^"\\\n])*"?|\\"[^"\n]*"?|'(?:\\.|[^'\\\n])*'?`;
const VALUE = String.raw`(?:(?:${QUOTED})[\w.~+/=-]*|[^\s"'&;,]+)`;
const SEPARATOR = String.raw`\\?["']?[ \t]{0,4}(?:=>|[:=])[ \t]{0,4}`;

/** What stands before a secret and tells that it is one, and the secret. */
const TOLD: readonly RegExp[] = [
  new RegExp(String.raw`((?:authorization|cookie)${SEPARATOR})(?:${QUOTED}|[^\r\n"']+)`, 'gi'),
  new RegExp(String.raw`((?:${KEYWORD})[\w-]{0,40}${SEPARATOR})${VALUE}`, 'gi'),
  new RegExp(String.raw`(--[\w-]{0,40}(?:${KEYWORD})[\w-]{0,40}[ \t]{1,4}(?!-))${VALUE}`, 'gi'),
  /(\b(?:bearer|basic)[ \t]{1,4})[\w.~+/=-]{16,}/gi,
  /(\w:\/\/)[^\s/?#"'<>]{1,400}(?=@)/g,
  /(hooks\.slack(?:-gov)?\.com\/)[\w/-]{8,}/gi,
];

/** Secrets that can be told by their own form. */
const SHAPED: readonly RegExp[] = [
  /\b(?:AKIA|ASIA|ABIA|ACCA|AIDA|AROA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[pousr]_|github_pat_|glpat-|npm_|xox[a-z]-|[rs]k_(?:live|test)_)[\w-]{10,}/g,
  /\bAIza[\w-]{35}/g,
  /\beyJ[\w-]{8,4096}\.[\w-]{8,4096}\.[\w-]*/g,
  /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^]*?(?:-----END [A-Z ]{0,20}PRIVATE KEY-----|$)/g,
];

/**
 * Output without what is, by its name, its place or its form, a secret. Best effort: no pattern knows every secret, so a check
 * should print none.
 */
export function maskSecrets(text: string): string {
  const untold = TOLD.reduce((rest, told) => rest.replace(told, `$1${MASK}`), text);
  return SHAPED.reduce((rest, shape) => rest.replace(shape, MASK), untold);
}
