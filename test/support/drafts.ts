import type { ApplianceDraft } from '../../nodes/admin/api';

/** An appliance as the dialog sends it, filled in as when it opens. */
export function draft(properties: Partial<ApplianceDraft>): ApplianceDraft {
  return {
    id: 'new',
    url: 'ws://localhost:8000/view',
    auth: 'none',
    handshakeTimeout: '10',
    heartbeat: '15',
    staleAfter: '60',
    reconnectMin: '1',
    reconnectMax: '60',
    maxPayload: '32',
    counters: 'update',
    codec: '',
    headers: [],
    credentials: {},
    ...properties,
  };
}
