import {
  childrenOf,
  isNode,
  type Literal,
  lineOf,
  type Node,
  nameOf,
  nodesIn,
  pieceOf,
  type Source,
  walk,
} from './source-tree.ts';

/** A section of the catalogue, as its JSON file has it. */
export interface Section {
  [name: string]: string | Section;
}

const PLURAL_FORM = /_(zero|one|two|few|many|other)$/;
const INSERTED = /\{\{(\w+)\}\}/g;

/** What every text of the catalogue wants inserted, by its key; the plural forms of one text share a key. */
export function keysOf(section: Section, prefix = ''): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const [name, below] of Object.entries(section)) {
    if (typeof below === 'object') {
      for (const [key, values] of keysOf(below, `${prefix}${name}.`)) keys.set(key, values);
      continue;
    }
    const key = prefix + name.replace(PLURAL_FORM, '');
    const inserted = [...below.matchAll(INSERTED)].map(([, value = '']) => value);
    keys.set(key, new Set([...(keys.get(key) ?? []), ...inserted]));
  }
  return keys;
}

const literalText = (node: Node): string | null =>
  node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `riskFactor.${code}`: the family of keys that a template can become. */
function familyOf(template: Node): RegExp {
  const fixed = childrenOf(template).filter(({ type }) => type === 'TemplateElement');
  return new RegExp(`^${fixed.map((piece) => escaped(pieceOf(piece))).join('.+')}$`);
}

export interface Uses {
  /** Every text in the code that could be a key: keys are also kept in variables and chosen by conditions. */
  mentioned: Set<string>;
  /** Keys that `t` is called with literally. */
  asked: Literal[];
  /** Keys that are made from a code: by a template, or by a section and a code. */
  families: { place: string; family: RegExp }[];
}

export function usesIn(sources: readonly Source[]): Uses {
  const uses: Uses = { mentioned: new Set(), asked: [], families: [] };
  for (const source of sources) {
    walk(source.program, (node) => {
      const text = literalText(node);
      if (text !== null) uses.mentioned.add(text);
      if (node.type === 'CallExpression') readCall(source, node, uses);
      return true;
    });
  }
  return uses;
}

/** The values that a key argument can have: both sides of a condition. */
function choicesOf(node: Node): Node[] {
  if (node.type !== 'ConditionalExpression') return [node];
  return [node.consequent, node.alternate].filter(isNode).flatMap(choicesOf);
}

function readCall(source: Source, call: Node, { asked, families }: Uses): void {
  const [key] = nodesIn(call.arguments);
  const name = nameOf(call.callee);
  const place = `${source.path}:${lineOf(source, call)}`;
  if (key === undefined || (name !== 't' && name !== 'textForCode')) return;
  for (const choice of choicesOf(key)) {
    const text = literalText(choice);
    if (choice.type === 'TemplateLiteral') families.push({ place, family: familyOf(choice) });
    else if (text !== null && name === 'textForCode')
      families.push({ place, family: new RegExp(`^${escaped(text)}\\..+$`) });
    else if (text !== null) asked.push({ place, text });
  }
}

/**
 * Calls of `t` with a literal key, and the names of the values they give; null if those cannot be determined statically.
 */
export function givenValues(source: Source): { place: string; key: string; given: Set<string> | null }[] {
  const found: { place: string; key: string; given: Set<string> | null }[] = [];
  walk(source.program, (node) => {
    if (node.type !== 'CallExpression' || nameOf(node.callee) !== 't') return true;
    const [key, values] = nodesIn(node.arguments);
    const given = namesGiven(values);
    for (const choice of key === undefined ? [] : choicesOf(key)) {
      const text = literalText(choice);
      if (text !== null) found.push({ place: `${source.path}:${lineOf(source, node)}`, key: text, given });
    }
    return true;
  });
  return found;
}

function namesGiven(values: Node | undefined): Set<string> | null {
  if (values === undefined) return new Set();
  const properties = values.type === 'ObjectExpression' ? childrenOf(values) : [];
  if (values.type !== 'ObjectExpression' || properties.some(({ type }) => type !== 'Property')) return null;
  return new Set(properties.map(({ key }) => nameOf(key)));
}
