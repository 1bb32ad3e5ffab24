import { COLUMN_NAMES, DISTRIBUTION_NAMES, FILTER_NAMES, VALUE_NAMES } from '../../lib/documented';
import { ERROR_TEXTS } from '../../lib/texts';
import { FILTER_MODES, FILTER_VALUE_KINDS, SYSTEM_ERROR_CODES } from '../../lib/protocol/frames';

/** The values of `type` in the frames of profile 1. */
const FRAME_TYPES = ['catalog', 'view', 'update', 'error'];

/** The names of the properties in those frames. */
const PROPERTIES =
  'type profile system name firmware fields column unit title default distributions filters arg values choices services columns expand mode time rows code message fatal';

/** The words of profile 1 itself. Without them a frame cannot be recognised. */
export const PROFILE_WORDS: ReadonlySet<string> = new Set([
  ...FRAME_TYPES,
  ...PROPERTIES.split(' '),
  ...FILTER_MODES,
  ...FILTER_VALUE_KINDS,
  ...SYSTEM_ERROR_CODES,
]);

/**
 * Services that many appliances know, named after protocols or products. A service that a user has defined is a name.
 */
const SERVICES =
  'AFP AMQP BGP BitTorrent CIFS CoAP DASH Diameter DHCP DNS DoH DoT DTLS eDonkey FTP FTPS Git GRE GTP H.323 HLS HTTP ' +
  'HTTP/2 HTTP/3 HTTPS ICMP IKE IMAP IMAPS IPP IPsec IRC iSCSI Jabber Kerberos L2TP LDAP LDAPS mDNS MQTT MySQL NetBIOS ' +
  'NFS NTP OpenVPN OSPF POP3 POP3S PostgreSQL PPTP QUIC RADIUS RDP Redis RSTP RTCP RTMP RTP RTSP SCTP SFTP SIP SMB SMTP ' +
  'SMTPS SNMP SOCKS SSDP SSH SSL STUN Syslog TCP Telnet TFTP TLS TURN UDP UPnP VNC WebDAV WebRTC WebSocket WHOIS ' +
  'WireGuard XMPP Facebook Instagram Netflix Skype Snapchat Spotify Steam Teams Telegram TikTok Twitch WhatsApp YouTube Zoom';

/** Units of fields. They count only in their own place: elsewhere `1` or `s` may be part of a name. */
export const UNITS: ReadonlySet<string> = new Set(
  (
    '1 % b B bit bits byte bytes kB MB GB TB KiB MiB GiB TiB bit/s kbit/s Mbit/s Gbit/s bps kbps Mbps Gbps B/s byte/s ' +
    'bytes/s kB/s MB/s GB/s packet packets packets/s pps connection connections connections/s flows hosts ns us µs μs ms ' +
    's sec second seconds min minutes h hours d days Hz kHz MHz GHz dB'
  ).split(' '),
);

/** Texts that reveal nothing when they stand alone, wherever that is. */
export const KNOWN_TEXTS: ReadonlySet<string> = new Set([
  ...PROFILE_WORDS,
  ...DISTRIBUTION_NAMES,
  ...FILTER_NAMES,
  ...VALUE_NAMES,
  ...COLUMN_NAMES,
  ...SERVICES.split(' '),
  'children',
  'ASYMMETRIC',
  '(none)',
  ...['ESP', 'localhost'],
  ...['ok', 'true', 'false', 'null', 'none', 'unknown'],
  ...['subscribe', 'unsubscribe', 'request', 'response', 'result', 'status', 'event', 'data', 'ping', 'pong'],
]);

/** Words of sentences, in lower case, that may appear in an appliance's texts. */
const PLAIN_WORDS: ReadonlySet<string> = new Set([
  ...[...Object.values(ERROR_TEXTS), ...SYSTEM_ERROR_CODES].flatMap((text) =>
    text
      .replace(/__\w+__/g, '')
      .toLowerCase()
      .split(/[^a-z]+/),
  ),
  ...(
    'on off for with from by and but by this that it its be been have are was were will would can could should may ' +
    'there here now then than when where which who only such as if so after before between during while still ' +
    'restart restarts restarting shutdown stop stops stopped stopping start starts started simulator client server ' +
    'out over under above below up down new old more less path paths key keys flag flags kind known allowed denied ' +
    'expected unexpected got given needs need wants want takes take understood understand supported unsupported ' +
    'missing found exist exists empty wrong right valid again later try retry please wait again memory license ' +
    'host hosts name names value values address addresses subscriber subscribers service services object objects ' +
    'network networks connection connections session sessions item items row rows frame frames query user users ' +
    'password token certificate invalid bad not yes true false null none ' +
    'internal failure error failed timeout timed expired permission permitted maximum minimum limit reached exceeded'
  ).split(' '),
]);

/** Words, in lower case, that appliances use in the names of columns and keys. */
const TECHNICAL_WORDS: ReadonlySet<string> = new Set([
  ...[...DISTRIBUTION_NAMES, ...FILTER_NAMES, ...VALUE_NAMES, ...COLUMN_NAMES].flatMap((text) =>
    text.toLowerCase().split(/[^a-z]+/),
  ),
  ...[...PROFILE_WORDS].flatMap((text) => text.toLowerCase().split(/[^a-z]+/)),
  ...(
    'id ids uid type kind class category group groups count counts counter counters number total totals sum average avg ' +
    'mean median min max rate rates ratio percent share score index order offset size length limit bps pps kbps mbps bit ' +
    'bits byte bytes packet packets drop drops dropped loss lost jitter delay delays latency rtt quality retransmissions ' +
    'shaping shaped shapers internal external local remote source destination src dst peer peers upload download uplink ' +
    'downlink upstream downstream up down flow flows plan plans policy policies rule rules level levels tree path parent ' +
    'child children application applications app apps protocol protocols port ports ip ipv mac vlan interface interfaces ' +
    'channel channels link links direction subscriber subscribers hostname location locations cell cells time times ' +
    'timestamp start end begin duration interval age since until date second seconds minute minutes hour hours version ' +
    'headers header body content message messages payload params parameters arguments method action result results status ' +
    'state code codes text label title description unit units format encoding sequence seq revision topic channel ack ' +
    'info warning error errors debug trace reply request response update updates snapshot delta added removed changed ' +
    'enabled active visible proto constructor prototype tcp udp http https'
  ).split(' '),
]);

/** Whether a word in a sentence reveals nothing. */
export function isPlainWord(word: string): boolean {
  return PLAIN_WORDS.has(word.toLowerCase());
}

/** Whether a word in the name of a column or a key reveals nothing. It may be a compound: `peerAddress`. */
export function isStructureWord(word: string): boolean {
  return word
    .split(/(?<=[a-z])(?=[A-Z])/)
    .map((part) => part.toLowerCase())
    .every((part) => PLAIN_WORDS.has(part) || TECHNICAL_WORDS.has(part));
}
