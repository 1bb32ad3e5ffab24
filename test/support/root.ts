import path from 'node:path';

/** The package's folder. */
export const ROOT = path.join(__dirname, '..', '..');
