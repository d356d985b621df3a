/** Modules with environments and agents of one's own, for the commands that look for them by their names. */
export const importOption = {
  type: 'string', array: true, nargs: 1,
  describe: 'a JavaScript file that registers environments or agents of your own; may be given several times',
} as const;
