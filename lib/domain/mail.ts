/** Vocabulary of mail that people are sent. Pure. */

/** `tls`: from the first byte (mostly port 465); `starttls`: asked for before anything is told, and insisted on (587); `none`: plain, without a password. */
export const MAIL_SECURITIES = ['starttls', 'tls', 'none'] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];
/** Bounded because it is copied into every row. */
export const MAIL_ADDRESS_CHARACTERS_MAX = 254;
