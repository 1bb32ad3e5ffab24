import type { NodeAPI } from 'node-red';
import type { Codec } from '../../lib/codec/codec';
import { invalid } from '../../lib/invalid-value';
import { problem } from './text';

/**
 * The type of Node-RED plugins that are codecs. A plugin has the members of a {@link Codec}; its id is the codec's
 * name.
 */
const PLUGIN_TYPE = 'activelogic-codec';

/** A plugin as its module registered it. Node-RED has not checked it. */
interface CodecPlugin extends Partial<Pick<Codec, 'open'>> {
  id: string;
  label?: unknown;
}

/** A codec that the user can choose. */
export interface InstalledCodec {
  id: string;
  /** The name to show: the plugin's label, or else its id. */
  label: string;
}

/** The installed codecs, sorted by label. They come and go with the modules of the palette. */
export function installedCodecs(RED: NodeAPI): InstalledCodec[] {
  return plugins(RED)
    .map(({ id, label }) => ({ id, label: typeof label === 'string' && label.trim() !== '' ? label : id }))
    .sort((a, b) => a.label.localeCompare(b.label));
}

/**
 * The codec with a plugin's id. Without an id it returns nothing, which means profile 1.
 *
 * @throws NodeFailure `no-codec`
 */
export function findCodec(RED: NodeAPI, chosen: string): Codec | undefined {
  const id = chosen.trim();
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
