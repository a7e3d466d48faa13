// @ts-check
/**
 * Every libvirt function that Gridbox calls, under libvirt's own name: result, arguments (C types as koffi writes them)
 * and how it says that it failed. `heap` is a string that libvirt allocated for us and that we free once it is copied.
 *
 * libvirt wants the same C library's `free` for what it returns, see https://libvirt.org/html/libvirt-libvirt-host.html
 */

/** @typedef {'null' | 'negative' | 'zero' | 'never'} Failure */
/** @typedef {readonly [result: string, args: readonly string[], failure: Failure]} Binding */

/** Bound from `libvirt.so.0`. @satisfies {Readonly<Record<string, Binding>>} */
export const LIBVIRT = {
  // https://libvirt.org/html/libvirt-virterror.html
  virGetLastError: ['void *', [], 'never'],
  virSetErrorFunc: ['void', ['void *', 'void *'], 'never'],

  // https://libvirt.org/html/libvirt-libvirt-event.html
  virEventRegisterDefaultImpl: ['int', [], 'negative'],
  virEventRunDefaultImpl: ['int', [], 'negative'],
  virEventAddTimeout: ['int', ['int', 'void *', 'void *', 'void *'], 'negative'],
  virEventUpdateTimeout: ['void', ['int', 'int'], 'never'],

  // https://libvirt.org/html/libvirt-libvirt-host.html
  virInitialize: ['int', [], 'negative'],
  virGetVersion: ['int', ['_Out_ unsigned long *', 'const char *', '_Out_ unsigned long *'], 'negative'],
  virConnectOpenAuth: ['void *', ['const char *', 'void *', 'unsigned int'], 'null'],
  virConnectClose: ['int', ['void *'], 'negative'],
  virConnectIsAlive: ['int', ['void *'], 'negative'],
  virConnectSetKeepAlive: ['int', ['void *', 'int', 'unsigned int'], 'negative'],
  virConnectRegisterCloseCallback: ['int', ['void *', 'void *', 'void *', 'void *'], 'negative'],
  virConnectUnregisterCloseCallback: ['int', ['void *', 'void *'], 'negative'],
  virConnectGetType: ['const char *', ['void *'], 'null'],
  virConnectGetHostname: ['heap', ['void *'], 'null'],
  virConnectGetVersion: ['int', ['void *', '_Out_ unsigned long *'], 'negative'],
  virConnectGetLibVersion: ['int', ['void *', '_Out_ unsigned long *'], 'negative'],
  virConnectGetCapabilities: ['heap', ['void *'], 'null'],
  virConnectBaselineCPU: ['heap', ['void *', 'const char **', 'unsigned int', 'unsigned int'], 'null'],
  virNodeGetInfo: ['int', ['void *', '_Out_ uint8_t *'], 'negative'],
  virNodeGetFreeMemory: ['uint64_t', ['void *'], 'zero'],
  virNodeGetMemoryStats: ['int', ['void *', 'int', '_Out_ uint8_t *', '_Inout_ int *', 'unsigned int'], 'negative'],
  virNodeGetCPUStats: ['int', ['void *', 'int', '_Out_ uint8_t *', '_Inout_ int *', 'unsigned int'], 'negative'],

  // https://libvirt.org/html/libvirt-libvirt-domain.html
  virConnectGetAllDomainStats: ['int', ['void *', 'unsigned int', '_Out_ void **', 'unsigned int'], 'negative'],
  virConnectListAllDomains: ['int', ['void *', '_Out_ void **', 'unsigned int'], 'negative'],
  virDomainStatsRecordListFree: ['void', ['void *'], 'never'],
  virConnectGetDomainCapabilities: [
    'heap',
    ['void *', 'const char *', 'const char *', 'const char *', 'const char *', 'unsigned int'],
    'null',
  ],
  virConnectDomainEventRegisterAny: ['int', ['void *', 'void *', 'int', 'void *', 'void *', 'void *'], 'negative'],
  virConnectDomainEventDeregisterAny: ['int', ['void *', 'int'], 'negative'],
  virDomainLookupByUUIDString: ['void *', ['void *', 'const char *'], 'null'],
  virDomainFree: ['int', ['void *'], 'negative'],
  virDomainGetUUID: ['int', ['void *', '_Out_ uint8_t *'], 'negative'],
  virDomainGetUUIDString: ['int', ['void *', '_Out_ uint8_t *'], 'negative'],
  virDomainGetID: ['unsigned int', ['void *'], 'never'],
  virDomainGetName: ['const char *', ['void *'], 'null'],
  virDomainGetState: ['int', ['void *', '_Out_ int *', '_Out_ int *', 'unsigned int'], 'negative'],
  virDomainGetInfo: ['int', ['void *', '_Out_ uint8_t *'], 'negative'],
  virDomainGetXMLDesc: ['heap', ['void *', 'unsigned int'], 'null'],
  virDomainBlockStats: ['int', ['void *', 'const char *', '_Out_ uint8_t *', 'size_t'], 'negative'],
  virDomainInterfaceStats: ['int', ['void *', 'const char *', '_Out_ uint8_t *', 'size_t'], 'negative'],
  virDomainIsActive: ['int', ['void *'], 'negative'],
  virDomainIsPersistent: ['int', ['void *'], 'negative'],
  virDomainListGetStats: ['int', ['const void **', 'unsigned int', '_Out_ void **', 'unsigned int'], 'negative'],
  virDomainSnapshotNum: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainDefineXMLFlags: ['void *', ['void *', 'const char *', 'unsigned int'], 'null'],
  virDomainUndefineFlags: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainCreateWithFlags: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainShutdownFlags: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainDestroyFlags: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainReboot: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainReset: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainSuspend: ['int', ['void *'], 'negative'],
  virDomainResume: ['int', ['void *'], 'negative'],
  virDomainManagedSave: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainManagedSaveRemove: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainHasManagedSaveImage: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainPMWakeup: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainSetMemoryFlags: ['int', ['void *', 'unsigned long', 'unsigned int'], 'negative'],
  virDomainSetVcpusFlags: ['int', ['void *', 'unsigned int', 'unsigned int'], 'negative'],
  virDomainSetMetadata: [
    'int',
    ['void *', 'int', 'const char *', 'const char *', 'const char *', 'unsigned int'],
    'negative',
  ],
  virDomainMigrate3: ['void *', ['void *', 'void *', 'void *', 'unsigned int', 'unsigned int'], 'null'],
  virDomainMigrateGetMaxSpeed: ['int', ['void *', '_Out_ unsigned long *', 'unsigned int'], 'negative'],
  virDomainMigrateGetMaxDowntime: ['int', ['void *', '_Out_ uint64_t *', 'unsigned int'], 'negative'],
  virDomainMigrateSetMaxDowntime: ['int', ['void *', 'uint64_t', 'unsigned int'], 'negative'],
  virDomainMigrateStartPostCopy: ['int', ['void *', 'unsigned int'], 'negative'],
  virDomainGetJobStats: ['int', ['void *', '_Out_ int *', '_Out_ void **', '_Out_ int *', 'unsigned int'], 'negative'],
  virDomainAbortJob: ['int', ['void *'], 'negative'],
  virDomainOpenConsole: ['int', ['void *', 'const char *', 'void *', 'unsigned int'], 'negative'],

  // https://libvirt.org/html/libvirt-libvirt-common.html (typed parameters)
  virTypedParamsAddString: [
    'int',
    ['_Inout_ void **', '_Inout_ int *', '_Inout_ int *', 'const char *', 'const char *'],
    'negative',
  ],
  virTypedParamsAddULLong: [
    'int',
    ['_Inout_ void **', '_Inout_ int *', '_Inout_ int *', 'const char *', 'uint64_t'],
    'negative',
  ],
  virTypedParamsFree: ['void', ['void *', 'int'], 'never'],

  // https://libvirt.org/html/libvirt-libvirt-stream.html
  virStreamNew: ['void *', ['void *', 'unsigned int'], 'null'],
  virStreamFree: ['int', ['void *'], 'negative'],
  virStreamAbort: ['int', ['void *'], 'negative'],
  virStreamRecv: ['int', ['void *', '_Out_ uint8_t *', 'size_t'], 'never'],
  virStreamRecvFlags: ['int', ['void *', '_Out_ uint8_t *', 'size_t', 'unsigned int'], 'never'],
  virStreamRecvHole: ['int', ['void *', '_Out_ int64_t *', 'unsigned int'], 'negative'],
  virStreamSendHole: ['int', ['void *', 'int64_t', 'unsigned int'], 'negative'],
  virStreamSend: ['int', ['void *', 'const uint8_t *', 'size_t'], 'negative'],
  virStreamFinish: ['int', ['void *'], 'negative'],
  virStreamEventAddCallback: ['int', ['void *', 'int', 'void *', 'void *', 'void *'], 'negative'],
  virStreamEventUpdateCallback: ['int', ['void *', 'int'], 'negative'],
  virStreamEventRemoveCallback: ['int', ['void *'], 'negative'],

  // https://libvirt.org/html/libvirt-libvirt-storage.html
  virConnectListAllStoragePools: ['int', ['void *', '_Out_ void **', 'unsigned int'], 'negative'],
  virStoragePoolGetXMLDesc: ['heap', ['void *', 'unsigned int'], 'null'],
  virStoragePoolFree: ['int', ['void *'], 'negative'],
  virStoragePoolLookupByName: ['void *', ['void *', 'const char *'], 'null'],
  virStoragePoolIsActive: ['int', ['void *'], 'negative'],
  virStoragePoolCreateXML: ['void *', ['void *', 'const char *', 'unsigned int'], 'null'],
  virStoragePoolRefresh: ['int', ['void *', 'unsigned int'], 'negative'],
  virStoragePoolDestroy: ['int', ['void *'], 'negative'],
  virStorageVolLookupByPath: ['void *', ['void *', 'const char *'], 'null'],
  virStorageVolFree: ['int', ['void *'], 'negative'],
  virStorageVolGetXMLDesc: ['heap', ['void *', 'unsigned int'], 'null'],
  virStorageVolGetPath: ['heap', ['void *'], 'null'],
  virStorageVolCreateXML: ['void *', ['void *', 'const char *', 'unsigned int'], 'null'],
  virStorageVolDelete: ['int', ['void *', 'unsigned int'], 'negative'],
  virStorageVolDownload: ['int', ['void *', 'void *', 'uint64_t', 'uint64_t', 'unsigned int'], 'negative'],
  virStorageVolUpload: ['int', ['void *', 'void *', 'uint64_t', 'uint64_t', 'unsigned int'], 'negative'],

  // https://libvirt.org/html/libvirt-libvirt-network.html
  virConnectNumOfNetworks: ['int', ['void *'], 'negative'],
  virConnectListAllNetworks: ['int', ['void *', '_Out_ void **', 'unsigned int'], 'negative'],
  virNetworkGetXMLDesc: ['heap', ['void *', 'unsigned int'], 'null'],
  virNetworkIsActive: ['int', ['void *'], 'negative'],
  virNetworkFree: ['int', ['void *'], 'negative'],
  virNetworkLookupByName: ['void *', ['void *', 'const char *'], 'null'],
  virNetworkDefineXML: ['void *', ['void *', 'const char *'], 'null'],
  virNetworkCreate: ['int', ['void *'], 'negative'],
  virNetworkDestroy: ['int', ['void *'], 'negative'],
  virNetworkUndefine: ['int', ['void *'], 'negative'],
  virNetworkSetAutostart: ['int', ['void *', 'int'], 'negative'],

  // https://libvirt.org/html/libvirt-libvirt-nwfilter.html
  virConnectListAllNWFilters: ['int', ['void *', '_Out_ void **', 'unsigned int'], 'negative'],
  virNWFilterGetXMLDesc: ['heap', ['void *', 'unsigned int'], 'null'],
  virNWFilterFree: ['int', ['void *'], 'negative'],
};

/** Bound from `libvirt-qemu.so.0`, https://libvirt.org/html/libvirt-libvirt-qemu.html @satisfies {Readonly<Record<string, Binding>>} */
export const LIBVIRT_QEMU = {
  virDomainQemuAgentCommand: ['heap', ['void *', 'const char *', 'int', 'unsigned int'], 'null'],
};
