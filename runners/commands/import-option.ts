/** Modules with environments of one's own, for the commands that look for environments by their names. */
export const importOption = {
  type: 'string', array: true, nargs: 1,
  describe: 'a JavaScript file that registers environments of your own; may be given several times',
} as const;
