/** What the texts of a site file's nodes come to. Pure. */
import { Binder, Text, type View, type ViewValue } from './bind-references';
import { domainName } from './checked-site';
import type { Path } from './problem';
import { isPlain } from './references';
import type { Report, ResolvedNode } from './resolve-templates';
import type { SiteFile } from './schema/site-file';

export interface CountedNode {
  readonly name: string;
  readonly node: ResolvedNode;
  readonly instances: readonly string[];
  /** Undefined: one, without a number. */
  readonly count: number | undefined;
}

/** The texts of all nodes, numbered and bound. */
export class NodeTexts {
  readonly #binder: Binder;
  readonly #texts = new Map<string, Text>();
  readonly #file: SiteFile;

  constructor(file: SiteFile, nodes: readonly CountedNode[], slug: string, report: Report) {
    this.#file = file;
    const view = { ...plainView(file), nodes: {} as Record<string, View> };
    const several = new Map(
      nodes.filter(({ count }) => count !== undefined).map(({ name, instances }) => [name, instances]),
    );
    this.#binder = new Binder(view, several, report);
    for (const { name, node, instances } of nodes)
      for (const instance of instances) view.nodes[instance] = this.#nodeView(slug, name, node, instance);
  }

  /** As it stands in the file, numbered; bound where references are in it. @param name as references call it */
  get(name: string): string {
    const text = this.#texts.get(name);
    if (text === undefined) throw new Error(`no text ${name} in the file`);
    return isPlain(text.text) ? text.text : this.#binder.bind(text, name);
  }

  bindImages(): void {
    for (const [name, image] of Object.entries(this.#file.images))
      if ('sha512' in image && !isPlain(image.sha512))
        this.#binder.bind(new Text(image.sha512, ['images', name, 'sha512']), `images.${name}.sha512`);
  }

  #nodeView(slug: string, node: string, { fields, pathOf }: ResolvedNode, instance: string): View {
    const number = instance === node ? undefined : instance.slice(node.length + 1);
    const keep = (name: string, text: string, path: Path): Text => {
      const numbered = number !== undefined && text.includes('{index}') ? numberedText(text, number) : text;
      const kept = new Text(numbered, path);
      if (this.#binder.count(kept)) this.#texts.set(name, kept);
      else this.#texts.set(name, new Text('', path));
      return kept;
    };
    const at = `nodes.${instance}`;
    const { software = {}, address } = fields;
    const path = pathOf('software');
    for (const [file, content] of Object.entries(software.files ?? {}))
      keep(`${at}.software.files.${file}`, content, [...path, 'files', file]);
    for (const [index, words] of (software.run ?? []).entries())
      for (const [word, text] of words.entries())
        keep(`${at}.software.run.${index}.${word}`, text, [...path, 'run', index, word]);
    const vars = Object.fromEntries(
      Object.entries(software.vars ?? {}).map(([name, value]): [string, ViewValue] => [
        name,
        typeof value === 'string' ? keep(`${at}.software.vars.${name}`, value, [...path, 'vars', name]) : value,
      ]),
    );
    return {
      name: domainName(slug, instance),
      role: fields.role,
      vo: fields.vo,
      image: fields.image,
      vcpu: fields.vcpu ?? 1,
      memory: fields.memory,
      disk: fields.disk,
      network: fields.network,
      host: fields.host ?? fields.place?.host,
      address: address === undefined ? undefined : keep(`${at}.address`, address, pathOf('address')),
      software: { vars },
    };
  }
}

const numberedText = (text: string, number: string): string => text.replaceAll('{index}', number);
/** What stands in the file as it is. A cast once: what a schema of names and plain values let through is groups of them. */
const plainView = ({ metadata, vos, images, hosts, networks, pool, batch, publish }: SiteFile): View =>
  ({ metadata, vos, images, hosts, networks, pool, batch, publish }) as unknown as View;
