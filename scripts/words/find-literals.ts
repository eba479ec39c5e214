import { childrenOf, type Literal, lineOf, type Node, nameOf, nodesIn, pieceOf, type Source } from './source-tree.ts';

/** Attributes and properties whose value is shown or read aloud, whatever it looks like. */
const SHOWN =
  /^(aria-(label|description|valuetext|roledescription|placeholder)|label|title|subtitle|alt|placeholder|description|hint|note|message|detail|text|error|children|suffix|caption|heading|buttons|body|words)$/;

/** Calls whose arguments go to a log, to a developer, or to the catalogue. What a command prints on the console is read. */
const NOT_SHOWN =
  /(^|(?<!^console)\.)log$|(^|\.)(t|textForCode|endsWith|startsWith|includes|warn|error|info|debug|matchMedia|getPropertyValue)$/;

/** A sentence, or a word capitalised like one, wherever it occurs. */
const READS_LIKE_ENGLISH = /^\W*[A-Z][a-z]+(\W+[A-Za-z][a-z]*)*\W*$|^\W*[A-Z][a-z]+ [a-z]+|[a-z]+ [a-z]+ [a-z]+/;
/** Between two values, a word alone makes a sentence of them. */
const WORD_BETWEEN = /(^|\s)\p{L}{2,}(?=\s|$)/u;
const STYLE_SHEET = /\{[^}]*:[^}]*;[^}]*\}/;
const LETTERS = /\p{L}{2}/u;

/** Below these nothing is read by people: types, modules' names, what is thrown for a log. */
function isForPrograms(node: Node): boolean {
  if (node.type.startsWith('TS') && !/^TS(As|Satisfies|NonNull)/.test(node.type)) return true;
  if (/^(Import|ExportAll)/.test(node.type)) return true;
  if (node.type === 'BinaryExpression') return node.operator !== '+';
  // A wrong call is answered with the text of this error.
  if (node.type === 'NewExpression') return /(?<!^Call)Error$|^Response$/.test(nameOf(node.callee));
  if (node.type === 'CallExpression')
    return nodesIn(node.callee).some(({ type }) => type === 'Super') || NOT_SHOWN.test(nameOf(node.callee));
  return false;
}

const textOf = (node: Node): string | null => {
  if (node.type === 'JSXText') return String(node.value).trim();
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  if (node.type === 'TemplateElement') return pieceOf(node);
  return null;
};

function looksOf(node: Node, shown: boolean): RegExp[] {
  if (shown) return [LETTERS];
  return node.type === 'TemplateElement' ? [READS_LIKE_ENGLISH, WORD_BETWEEN] : [READS_LIKE_ENGLISH];
}

/**
 * Literals that people would read and that are not in the catalogue: text and children in JSX, the values of shown attributes and
 * properties through conditions and templates, and whatever reads like English anywhere else.
 */
export function findLiterals(source: Source): Literal[] {
  const found: Literal[] = [];
  const visit = (node: Node, shown: boolean): void => {
    if (isForPrograms(node)) return;
    const text = textOf(node);
    if (text !== null && !STYLE_SHEET.test(text) && looksOf(node, shown).some((look) => look.test(text)))
      found.push({ place: `${source.path}:${lineOf(source, node)}`, text });
    for (const child of childrenOf(node)) visit(child, isShown(node, child, shown));
  };
  visit(source.program, false);
  return found;
}

/** Whether a value in this place is read by somebody. */
function isShown(parent: Node, child: Node, shown: boolean): boolean {
  switch (parent.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return child.type === 'JSXText' || child.type === 'JSXExpressionContainer';
    case 'JSXAttribute':
    case 'Property':
      return child === parent.value && SHOWN.test(nameOf(parent.name ?? parent.key));
    case 'JSXExpressionContainer':
    case 'TemplateLiteral':
    case 'LogicalExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return shown;
    case 'ConditionalExpression':
      return shown && child !== parent.test;
    case 'BinaryExpression':
      return shown && parent.operator === '+';
    default:
      return false;
  }
}
