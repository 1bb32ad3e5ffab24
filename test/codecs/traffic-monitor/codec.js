const { tabulator } = require('node-red-contrib-activelogic/liveview');

/** What a view can distribute by and filter on: LiveView's word and the appliance's word for it. */
const GROUPS = { 'Local Host': 'host', Service: 'app' };

/** This appliance sends no catalogue, so this one stands in for it. */
const CATALOG = {
  system: { name: 'Traffic monitor' },
  fields: [
    { column: 'name', name: 'name', title: 'Name', default: true },
    { column: 'rate_in', name: 'inbound', unit: 'bit/s', title: 'Inbound', default: true },
    { column: 'rate_out', name: 'outbound', unit: 'bit/s', title: 'Outbound', default: true },
    { column: 'rtt', name: 'rtt', unit: 'ms', title: 'Round trip', default: true },
  ],
  distributions: Object.keys(GROUPS).map((name) => ({ name })),
  filters: Object.keys(GROUPS).map((name) => ({ name, values: 'text' })),
  services: [],
};

function group({ name, arg }) {
  const found = Object.hasOwn(GROUPS, name) && arg === undefined ? GROUPS[name] : undefined;
  if (found === undefined) throw new Error(`the appliance has nothing like ${name}${arg ? ` (${arg})` : ''}`);
  return found;
}

function groups(filters, wanted) {
  return filters.filter(({ mode }) => mode === wanted).map((filter) => ({ [group(filter)]: filter.values }));
}

function requestFor({ distributions, filters, expand }) {
  const [only, not] = [groups(filters, 'include'), groups(filters, 'exclude')];
  return JSON.stringify({ show: distributions.map(group), only, not, deep: expand });
}

module.exports = {
  name: 'traffic-monitor',

  open(view) {
    const request = view && requestFor(view);
    const columns = view?.columns ?? CATALOG.fields.map(({ column }) => column);
    const table = tabulator({ name: 'label', children: 'parts', columns });
    return {
      catalog: CATALOG,

      encodeView: () => request,

      decode(data) {
        const frame = JSON.parse(data.toString());
        // The appliance ends a connection that does not answer this.
        if ('alive' in frame) return { type: 'reply', data: JSON.stringify(frame) };
        if ('no' in frame) return { type: 'error', code: 'no', message: frame.no, fatal: true };
        // Until the appliance has the request, it sends lists that nothing asked for.
        if (!frame.list || JSON.stringify(frame.of) !== request) return undefined;
        return { type: 'update', time: Math.round(frame.at * 1000), ...table(frame.list) };
      },

      refusal: (code) => (code === 4003 || code === 'no' ? 'refused' : undefined),
    };
  },
};
