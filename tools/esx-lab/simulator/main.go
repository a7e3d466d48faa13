// A vSphere host (VMware ESXi) that exists only in memory: govmomi's simulator with a few machines of known names,
// numbers and sizes. It speaks the real protocol, so libvirt's ESX driver can be held to it; nothing runs in its machines.
//
// Argument: the product line it says it is, embeddedEsx or gsx. Standard input: a line with the user and a line with the
// password (in the arguments every user of the machine could read them). Prints "listening HOST:PORT" once it answers, and ends when standard input does.
package main

import (
	"bufio"
	"context"
	"fmt"
	"log"
	"net/url"
	"os"

	"github.com/vmware/govmomi"
	"github.com/vmware/govmomi/find"
	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// One machine. A real host writes a .vmx file for each; the simulator leaves it empty, which libvirt cannot read. So
// some get a file and some do not: both sorts of host data are there to be shown.
type machine struct {
	name, uuid string
	vcpus      int32
	memoryMiB  int64
	on, vmx    bool
}

var machines = []machine{
	{"esx-ce-01", "4e1d0001-0e5c-4a00-8000-000000000001", 2, 512, true, true},
	{"esx-wn-01", "4e1d0002-0e5c-4a00-8000-000000000002", 1, 256, true, false},
	{"esx-wn-02", "4e1d0003-0e5c-4a00-8000-000000000003", 4, 1024, false, true},
	{"esx-se-01", "4e1d0004-0e5c-4a00-8000-000000000004", 1, 128, false, false},
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: esx-simulator embeddedEsx|gsx")
	}
	input := bufio.NewScanner(os.Stdin)
	input.Scan()
	user := input.Text()
	input.Scan()
	password := input.Text()
	if user == "" || password == "" {
		log.Fatal("standard input must begin with a line of the user and a line of the password")
	}
	model := simulator.ESX()
	model.Machine = 0
	model.ServiceContent.About.ProductLineId = os.Args[1]
	must(model.Create())
	model.Service.Listen = &url.URL{Host: "127.0.0.1:0", User: url.UserPassword(user, password)}
	server := model.Service.NewServer()
	must(addMachines(server.URL))
	fmt.Println("listening", server.URL.Host)
	// The parent holds the other end: when it dies, however it dies, this process goes too.
	for input.Scan() {
	}
	server.Close()
	model.Remove()
}

func addMachines(address *url.URL) error {
	ctx := context.Background()
	client, err := govmomi.NewClient(ctx, address, true)
	if err != nil {
		return err
	}
	finder := find.NewFinder(client.Client)
	dc, err := finder.DefaultDatacenter(ctx)
	if err != nil {
		return err
	}
	finder.SetDatacenter(dc)
	folders, err := dc.Folders(ctx)
	if err != nil {
		return err
	}
	pool, err := finder.DefaultResourcePool(ctx)
	if err != nil {
		return err
	}
	store, err := finder.DefaultDatastore(ctx)
	if err != nil {
		return err
	}
	for _, m := range machines {
		if err := m.create(ctx, folders.VmFolder, pool, store); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return client.Logout(ctx)
}

func (m machine) create(ctx context.Context, folder *object.Folder, pool *object.ResourcePool, store *object.Datastore) error {
	task, err := folder.CreateVM(ctx, types.VirtualMachineConfigSpec{
		Name: m.name, Uuid: m.uuid, NumCPUs: m.vcpus, MemoryMB: m.memoryMiB,
		GuestId: string(types.VirtualMachineGuestOsIdentifierOtherGuest),
		Files:   &types.VirtualMachineFileInfo{VmPathName: "[" + store.Name() + "]"},
	}, pool, nil)
	if err != nil {
		return err
	}
	info, err := task.WaitForResult(ctx)
	if err != nil {
		return err
	}
	vm := object.NewVirtualMachine(folder.Client(), info.Result.(types.ManagedObjectReference))
	if m.vmx {
		if err := store.Upload(ctx, m.file(), m.name+"/"+m.name+".vmx", nil); err != nil {
			return err
		}
	}
	if !m.on {
		return nil
	}
	task, err = vm.PowerOn(ctx)
	if err != nil {
		return err
	}
	return task.Wait(ctx)
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
