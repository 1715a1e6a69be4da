/** The name of a destination, or of a token. */
export const SHORT_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export const SHORT_NAME_EXPECTED = 'expected a name of at most 63 letters a-z, digits and hyphens';
