import { childrenOf, isNode, type Literal, lineOf, type Node, nameOf, type Source, walk } from './source-tree.ts';

const CATALOGUE_CALL = /^(t|textForCode)$|Words$/;

const isText = (node: Node): boolean => node.type === 'CallExpression' && CATALOGUE_CALL.test(nameOf(node.callee));

/** Every value that a template or a chain of `+` puts together. */
function partsOf(node: Node): Node[] {
  if (node.type === 'TemplateLiteral') return childrenOf(node).filter(({ type }) => type !== 'TemplateElement');
  if (node.type === 'BinaryExpression' && node.operator === '+') return childrenOf(node).flatMap(partsOf);
  return [node];
}

const joins = (node: Node): boolean =>
  node.type === 'TemplateLiteral' || (node.type === 'BinaryExpression' && node.operator === '+');

/** Texts of the catalogue that code puts together with something else. Another language has another order of words. */
export function findAssembled(source: Source): Literal[] {
  const found: Literal[] = [];
  walk(source.program, (node) => {
    if (!joins(node) || !partsOf(node).some(isText)) return true;
    found.push({ place: `${source.path}:${lineOf(source, node)}`, text: source.text.slice(node.start, node.end) });
    return false;
  });
  return found;
}

/** Places that read an error's own text: it is for the log, and in the language of whoever wrote the program. */
export function findRawMessages(source: Source): Literal[] {
  const found: Literal[] = [];
  walk(source.program, (node) => {
    if (node.type === 'NewExpression' && /Error$/.test(nameOf(node.callee))) return false;
    const { property } = node;
    if (node.type !== 'MemberExpression' || !isNode(property) || nameOf(property) !== 'message') return true;
    found.push({ place: `${source.path}:${lineOf(source, node)}`, text: source.text.slice(node.start, node.end) });
    return true;
  });
  return found;
}
