import type { Node, NodeAPI } from 'node-red';
import type { Codec } from '../lib/codec/codec';
import { invalid } from '../lib/invalid-value';
import { problem } from './text';
import { expandVariables } from './variables';

/** The type of Node-RED's plugins that are codecs: each has what a {@link Codec} has, but its name is the plugin's id. */
const PLUGIN_TYPE = 'activelogic-codec';

/** A plugin as its module has registered it; Node-RED has checked nothing of it. */
interface CodecPlugin extends Partial<Pick<Codec, 'open'>> {
  id: string;
  label?: unknown;
}

/** A codec that can be chosen. */
export interface InstalledCodec {
  id: string;
  /** For people, as the plugin says it; else its id. */
  label: string;
}

/** Those of this Node-RED, by their labels. They may come and go with the modules of its palette. */
export function installedCodecs(RED: NodeAPI): InstalledCodec[] {
  return plugins(RED)
    .map(({ id, label }) => ({ id, label: typeof label === 'string' && label.trim() !== '' ? label : id }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/**
 * The codec that is chosen by a plugin's id; nothing where none is, which means profile 1.
 *
 * @throws NodeFailure `no-codec`; LiveViewError `variable-missing` or `invalid-text`
 */
export function readCodec(RED: NodeAPI, node: Node | undefined, value: unknown): Codec | undefined {
  const id = expandVariables(RED, node, 'codec', value ?? '').trim();
  if (id === '') return undefined;
  const plugin = plugins(RED).find((each) => each.id === id);
  if (!plugin) throw problem(RED, 'no-codec', { field: 'codec', value: id });
  const { open } = plugin;
  if (typeof open !== 'function') throw invalid('invalid-codec', 'codec', id);
  return { name: id, open: (view) => open.call(plugin, view) };
}

function plugins(RED: NodeAPI): CodecPlugin[] {
  return RED.plugins.getByType(PLUGIN_TYPE) as unknown as CodecPlugin[];
}
