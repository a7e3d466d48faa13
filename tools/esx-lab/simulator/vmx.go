package main

import (
	"fmt"
	"io"
	"strings"
)

// What a host of that time writes beside a machine's disk, as far as libvirt reads it:
// https://libvirt.org/drvesx.html#example-domain-xml-config and src/vmx/vmx.c
func (m machine) file() io.Reader {
	hex := strings.ReplaceAll(m.uuid, "-", "")
	var bytes []string
	for at := 0; at < len(hex); at += 2 {
		bytes = append(bytes, hex[at:at+2])
	}
	uuid := strings.Join(bytes[:8], " ") + "-" + strings.Join(bytes[8:], " ")
	lines := []string{
		`.encoding = "UTF-8"`,
		`config.version = "8"`,
		`virtualHW.version = "13"`,
		`guestOS = "other-64"`,
		fmt.Sprintf("displayName = %q", m.name),
		fmt.Sprintf("uuid.bios = %q", uuid),
		fmt.Sprintf("memsize = \"%d\"", m.memoryMiB),
		fmt.Sprintf("numvcpus = \"%d\"", m.vcpus),
		`scsi0.present = "true"`,
		`scsi0.virtualDev = "lsilogic"`,
		`scsi0:0.present = "true"`,
		`scsi0:0.deviceType = "scsi-hardDisk"`,
		fmt.Sprintf("scsi0:0.fileName = %q", m.name+".vmdk"),
		`ethernet0.present = "true"`,
		`ethernet0.virtualDev = "e1000"`,
		`ethernet0.networkName = "VM Network"`,
		`ethernet0.connectionType = "bridged"`,
		`ethernet0.addressType = "static"`,
		fmt.Sprintf("ethernet0.address = \"00:50:56:%s:%s:%s\"", hex[26:28], hex[28:30], hex[30:32]),
	}
	return strings.NewReader(strings.Join(lines, "\n") + "\n")
}
