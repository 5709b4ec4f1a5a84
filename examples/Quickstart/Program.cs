using InfernoSim.Capture;
using InfernoSim.Faults;
using InfernoSim.Jobs;
using InfernoSim.Planning;
using InfernoSim.Verdicts;
using Quickstart;

// Records an incident of a checkout service through the real capture proxies, takes the dependencies away, and replays the
// incident under fan-out and a fault. Everything listens on free ports of 127.0.0.1.

const int Requests = 200;
string incidentFolder = Path.Combine(Directory.CreateTempSubdirectory("infernosim-quickstart-").FullName, "checkout");

await using SampleService inventory = await InventoryService.StartAsync();
await using SampleService payments = await PaymentsService.StartAsync();
var proxy = new SwitchableProxy();
await using SampleService checkout = await CheckoutService.StartAsync(inventory.Address, payments.Address, proxy);
Console.WriteLine($"checkout listens on {checkout.Address}, its dependencies on {inventory.Address} and {payments.Address}");

await using (CaptureSession capture = await CaptureSession.StartAsync(new CaptureSessionOptions
{
    Folder = incidentFolder,
    Listen = ListenAddress.Parse("127.0.0.1:0"),
    Forward = ForwardTarget.Parse(checkout.Address.Authority),
    OutboundListen = ListenAddress.Parse("127.0.0.1:0"),
}))
{
    proxy.Address = capture.Outbound!.Address;
    await Shoppers.SendAsync(capture.Inbound!.Address, Requests);
    await capture.StopAsync();
    Console.WriteLine($"recorded {capture.Counts.Inbound} requests and {capture.Counts.Outbound} dependency calls in {incidentFolder}");
}

await inventory.DisposeAsync();
await payments.DisposeAsync();
Console.WriteLine("the dependencies are gone: from here on the recording answers");

var options = new ReplayOptions
{
    Runs = 3,
    Fanout = 8,
    Window = TimeSpan.FromMinutes(1),
    Baseline = Path.Combine(Path.GetDirectoryName(incidentFolder)!, "baseline.json"),
    Faults = [Fault.Parse($"dep={payments.Address.Authority} latency=+20ms")],
};
var job = new ReplayJob
{
    Input = new ReplayInput { Incident = incidentFolder, Options = options },
    Host = new CheckoutHost(checkout.Address, proxy),
};
ReplaySummary summary = (await job.RunAsync()).Summary;

Console.WriteLine();
Console.Write(summary.ToText());
return summary.ExitCode;
