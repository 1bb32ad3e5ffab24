import type { Catalog } from '../../../lib/protocol/frames';

/** The catalogue of a small appliance. */
export const LAB: Catalog = {
  system: { name: 'lab-1', firmware: '22.1' },
  fields: [
    { column: 'name', name: 'name', title: 'Name', default: true },
    { column: 'inbound_bps', name: 'inbound', unit: 'bit/s', title: 'Inbound bandwidth', default: true },
    { column: 'out_quality', name: 'out.quality', unit: '1', title: 'Outbound quality', default: true },
    { column: 'in_packets', name: 'in.packets', unit: 'packets' },
  ],
  distributions: [
    { name: 'Local Host' },
    { name: 'Host' },
    { name: 'Service' },
    { name: 'NetObject Level', arg: 'path' },
  ],
  filters: [
    { name: 'Host', values: 'address' },
    { name: 'Service', values: 'service' },
    { name: 'Plan', values: 'text', choices: ['Gold', 'Silver'] },
    { name: 'Flags', arg: 'flag', values: 'boolean', choices: ['ASYMMETRIC'] },
    { name: 'Session Context', arg: 'key' },
    { name: 'Port', values: 'number' },
  ],
  services: ['DNS', 'NTP'],
};
