/** What the user can put right: a wrong name, value, file or folder. The command line ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Runs what checks user input; whatever it throws is a usage error, with a word on where it was. */
export function atTheDoor<T>(where: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(where === '' ? message : `${where}: ${message}`, { cause: error });
  }
}
