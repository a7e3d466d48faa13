/** Flags and enumerations of libvirt that we pass or read, under its own names. https://libvirt.org/html/libvirt-libvirt-domain.html */

export const VIR_DOMAIN_STATS_STATE = 1 << 0;
export const VIR_DOMAIN_STATS_CPU_TOTAL = 1 << 1;
export const VIR_DOMAIN_STATS_BALLOON = 1 << 2;
export const VIR_DOMAIN_STATS_VCPU = 1 << 3;
export const VIR_DOMAIN_STATS_INTERFACE = 1 << 4;
export const VIR_DOMAIN_STATS_BLOCK = 1 << 5;
export const VIR_CONNECT_GET_ALL_DOMAINS_STATS_TRANSIENT = 1 << 3;
/** Do not wait for a domain that is busy with a job: report what can be had. */
export const VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT = 1 << 29;

export const VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA = 1 << 1;
export const VIR_DOMAIN_UNDEFINE_NVRAM = 1 << 2;
export const VIR_DOMAIN_UNDEFINE_KEEP_NVRAM = 1 << 3;
export const VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA = 1 << 4;
/** Since libvirt 8.9. */
export const VIR_DOMAIN_UNDEFINE_KEEP_TPM = 1 << 6;

export const VIR_DOMAIN_AFFECT_LIVE = 1 << 0;
export const VIR_DOMAIN_AFFECT_CONFIG = 1 << 1;

/** The stored definition, also of a running domain, https://libvirt.org/html/libvirt-libvirt-domain.html#virDomainXMLFlags */
export const VIR_DOMAIN_XML_INACTIVE = 1 << 1;

export const VIR_DOMAIN_METADATA_ELEMENT = 2;

export const VIR_MIGRATE_LIVE = 1 << 0;
export const VIR_MIGRATE_PERSIST_DEST = 1 << 3;
/** Copies the disks that are not shared, whole: https://libvirt.org/html/libvirt-libvirt-domain.html#VIR_MIGRATE_NON_SHARED_DISK */
export const VIR_MIGRATE_NON_SHARED_DISK = 1 << 6;
export const VIR_MIGRATE_AUTO_CONVERGE = 1 << 13;
export const VIR_MIGRATE_POSTCOPY = 1 << 15;
export const VIR_MIGRATE_PARAM_URI = 'migrate_uri';
/** Where the target listens for the data, https://libvirt.org/html/libvirt-libvirt-domain.html#VIR_MIGRATE_PARAM_LISTEN_ADDRESS */
export const VIR_MIGRATE_PARAM_LISTEN_ADDRESS = 'listen_address';
/** MiB/s, https://libvirt.org/html/libvirt-libvirt-domain.html#VIR_MIGRATE_PARAM_BANDWIDTH */
export const VIR_MIGRATE_PARAM_BANDWIDTH = 'bandwidth';
/** MiB/s of what nobody waits for, https://libvirt.org/html/libvirt-libvirt-domain.html#VIR_MIGRATE_PARAM_BANDWIDTH_POSTCOPY */
export const VIR_MIGRATE_PARAM_BANDWIDTH_POSTCOPY = 'bandwidth.postcopy';

export const VIR_DOMAIN_JOB_NONE = 0;
/** It is not known how far the job is. */
export const VIR_DOMAIN_JOB_UNBOUNDED = 2;
export const VIR_DOMAIN_JOB_STATS_COMPLETED = 1 << 0;

export const VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES = 1 << 0;

export const VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED = 1;
