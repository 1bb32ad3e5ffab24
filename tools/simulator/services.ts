import { nth } from './numbers';

/** How a service's activity changes over the day. */
export type Curve = 'evening' | 'office' | 'flat';

/** How the connections of one service behave. */
export interface ServiceProfile {
  name: string;
  protocol: 'TCP' | 'UDP';
  /** The server's port. */
  port: number;
  /** Mean bit/s of one connection at the busiest hour, before scaling. */
  inbound: number;
  outbound: number;
  /** Mean bytes of a packet. */
  inboundPacket: number;
  outboundPacket: number;
  /** Mean seconds that a connection lasts. */
  life: number;
  /** The most simultaneous connections of a host. */
  parallel: number;
  /** Whether a host always has at least one. */
  constant: boolean;
  curve: Curve;
  /** The first labels of the servers' hostnames; empty if the service does not reveal them. */
  hostnames: readonly string[];
  encrypted: boolean;
  /** Whether shaping handles its packets. */
  shaped: boolean;
  /** Whether the sender slows down when packets are dropped. */
  adapts: boolean;
  /** Whether quality can be measured on its packets. */
  judged: boolean;
}

const stream: Omit<ServiceProfile, 'name' | 'port' | 'inbound' | 'outbound'> = {
  protocol: 'TCP',
  inboundPacket: 1310,
  outboundPacket: 92,
  life: 90,
  parallel: 2,
  constant: false,
  curve: 'evening',
  hostnames: [],
  encrypted: true,
  shaped: true,
  adapts: true,
  judged: true,
};
const datagram: typeof stream = { ...stream, protocol: 'UDP', adapts: false, judged: false };

/** The services, in this order. They have generic names of protocols and kinds of applications. */
const PROFILES: readonly ServiceProfile[] = [
  {
    ...stream,
    ...{ name: 'HLS', port: 443, inbound: 4.2e6, outbound: 0.12e6 },
    ...{ constant: true, parallel: 3, life: 180, hostnames: ['video', 'live', 'vod'] },
  },
  {
    ...stream,
    ...{ name: 'TLS', port: 443, inbound: 1.1e6, outbound: 0.2e6 },
    ...{ constant: true, parallel: 4, life: 45, hostnames: ['www', 'api', 'static', 'login', 'shop'] },
  },
  {
    ...datagram,
    ...{ name: 'QUIC', port: 443, inbound: 3.1e6, outbound: 0.16e6 },
    ...{
      constant: true,
      parallel: 3,
      life: 70,
      hostnames: ['media', 'cdn', 'images'],
      adapts: true,
      judged: true,
    },
  },
  {
    ...stream,
    ...{ name: 'HTTP', port: 80, inbound: 0.9e6, outbound: 0.05e6 },
    ...{ constant: true, parallel: 2, life: 30, hostnames: ['www', 'download', 'mirror'], encrypted: false },
  },
  {
    ...stream,
    ...{ name: 'BitTorrent', port: 6881, inbound: 1.4e6, outbound: 0.9e6 },
    ...{ parallel: 3, life: 240, outboundPacket: 880, encrypted: false, curve: 'flat' },
  },
  {
    ...datagram,
    ...{ name: 'RTP', port: 5004, inbound: 0.55e6, outbound: 0.5e6 },
    ...{ life: 200, parallel: 1, inboundPacket: 240, outboundPacket: 236, encrypted: false, judged: true },
  },
  {
    ...datagram,
    ...{ name: 'DNS', port: 53, inbound: 3e3, outbound: 1.4e3 },
    ...{ constant: true, life: 6, inboundPacket: 170, outboundPacket: 74, encrypted: false, shaped: false },
  },
  {
    ...stream,
    ...{ name: 'SSH', port: 22, inbound: 42e3, outbound: 20e3 },
    ...{ life: 400, parallel: 1, inboundPacket: 210, outboundPacket: 120, curve: 'office' },
  },
  {
    ...datagram,
    ...{ name: 'WebRTC', port: 3478, inbound: 1.3e6, outbound: 1.1e6 },
    ...{ life: 260, parallel: 1, inboundPacket: 820, outboundPacket: 810, curve: 'office', judged: true },
  },
  {
    ...stream,
    ...{ name: 'IMAP', port: 993, inbound: 60e3, outbound: 12e3 },
    ...{ life: 300, parallel: 1, hostnames: ['mail', 'imap'], curve: 'office' },
  },
  {
    ...datagram,
    ...{ name: 'WireGuard', port: 51820, inbound: 1.2e6, outbound: 0.4e6 },
    ...{ life: 500, parallel: 1, inboundPacket: 1180, outboundPacket: 420, curve: 'office' },
  },
  {
    ...datagram,
    ...{ name: 'NTP', port: 123, inbound: 0.6e3, outbound: 0.6e3, curve: 'flat' },
    ...{ life: 8, parallel: 1, inboundPacket: 76, outboundPacket: 76, encrypted: false, shaped: false },
  },
  {
    ...stream,
    ...{ name: 'DASH', port: 443, inbound: 3.6e6, outbound: 0.1e6 },
    ...{ life: 160, hostnames: ['video', 'segments'] },
  },
  {
    ...stream,
    ...{ name: 'SMTP', port: 25, inbound: 20e3, outbound: 70e3 },
    ...{ life: 12, parallel: 1, inboundPacket: 110, outboundPacket: 900, hostnames: ['mx'], curve: 'office' },
  },
  {
    ...datagram,
    ...{ name: 'SIP', port: 5060, inbound: 4e3, outbound: 4e3 },
    ...{ life: 30, parallel: 1, inboundPacket: 560, outboundPacket: 540, encrypted: false, shaped: false },
  },
  {
    ...stream,
    ...{ name: 'MQTT', port: 8883, inbound: 5e3, outbound: 9e3, curve: 'flat' },
    ...{ life: 600, parallel: 1, inboundPacket: 120, outboundPacket: 180, hostnames: ['broker'] },
  },
  {
    ...datagram,
    ...{ name: 'OpenVPN', port: 1194, inbound: 0.8e6, outbound: 0.3e6 },
    ...{ life: 480, parallel: 1, inboundPacket: 1100, outboundPacket: 400, curve: 'office' },
  },
  {
    ...stream,
    ...{ name: 'RTSP', port: 554, inbound: 1.8e6, outbound: 0.05e6 },
    ...{ life: 220, parallel: 1, hostnames: ['camera'], encrypted: false, curve: 'flat' },
  },
  {
    ...stream,
    ...{ name: 'FTP', port: 21, inbound: 1.6e6, outbound: 0.2e6 },
    ...{ life: 50, parallel: 1, hostnames: ['ftp'], encrypted: false, curve: 'office' },
  },
  {
    ...stream,
    ...{ name: 'RDP', port: 3389, inbound: 0.6e6, outbound: 0.08e6 },
    ...{ life: 420, parallel: 1, inboundPacket: 720, curve: 'office' },
  },
  {
    ...stream,
    ...{ name: 'XMPP', port: 5222, inbound: 5e3, outbound: 4e3 },
    ...{ life: 600, parallel: 1, inboundPacket: 200, outboundPacket: 160, hostnames: ['chat'] },
  },
  {
    ...datagram,
    ...{ name: 'IPsec', port: 4500, inbound: 0.9e6, outbound: 0.5e6 },
    ...{ life: 520, parallel: 1, inboundPacket: 1090, outboundPacket: 610, curve: 'office' },
  },
  {
    ...stream,
    ...{ name: 'SMB', port: 445, inbound: 0.7e6, outbound: 0.5e6 },
    ...{ life: 200, parallel: 1, outboundPacket: 700, encrypted: false, curve: 'office' },
  },
  {
    ...datagram,
    ...{ name: 'STUN', port: 3478, inbound: 1.2e3, outbound: 1.2e3 },
    ...{ life: 10, parallel: 1, inboundPacket: 96, outboundPacket: 80, encrypted: false, shaped: false },
  },
];

/** The first `count` services. Beyond the list, the names are numbered. */
export function serviceProfiles(count: number): ServiceProfile[] {
  return Array.from({ length: count }, (_, index) => {
    const profile = PROFILES[index];
    if (profile) return profile;
    return { ...nth(PROFILES, index % PROFILES.length), name: `Application ${index + 1}` };
  });
}

/** The quietest hour of the day, for every curve. */
const QUIETEST = 4;
const BUSIEST = { evening: 20, office: 13 } as const;

/** The activity at a time of day, from a fifth to 1. The day is in UTC, so that every machine has the same. */
export function activity(curve: Curve, time: number): number {
  if (curve === 'flat') return 0.8;
  const rise = BUSIEST[curve] - QUIETEST;
  const sinceQuietest = (((time / 3_600_000 - QUIETEST) % 24) + 24) % 24;
  const progress = sinceQuietest < rise ? sinceQuietest / rise : (24 - sinceQuietest) / (24 - rise);
  return 0.6 - 0.4 * Math.cos(Math.PI * progress);
}
