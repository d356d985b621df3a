/**
 * A lint rule for code that must give the same bytes everywhere: `**` on numbers is Math.pow, which engines round differently.
 * The functions of Math themselves are named in .oxlintrc.json.
 */
const noPower = {
  meta: { type: 'problem', docs: { description: 'forbid the power operator, whose results differ between engines' } },
  create(context) {
    const report = (node) => {
      if (node.operator === '**' || node.operator === '**=') context.report({ node, message: '`**` gives other bits on other engines. Use math.pow of gymnasium-js, or multiply.' });
    };
    return { BinaryExpression: report, AssignmentExpression: report };
  },
};

export default { meta: { name: 'portable' }, rules: { 'no-power': noPower } };
