using System.Text.Json;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Incidents;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Capture.Tests.Wire;

/// <summary>A proxy over a log in a temporary folder, and what it wrote there.</summary>
internal sealed class Recorder : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<IncidentLogWriter> _writers = [];

    public InboundCapture? Inbound { get; private set; }

    public OutboundCapture? Outbound { get; private set; }

    public static async Task<Recorder> InboundAsync(string target, CaptureOptions? options = null, TimeProvider? time = null)
    {
        var recorder = new Recorder();
        recorder.Inbound = await InboundCapture.StartAsync(ListenAddress.Parse(":0"), ForwardTarget.Parse(target), recorder.Open("inbound.log"), options, time);
        return recorder;
    }

    public static async Task<Recorder> OutboundAsync(CaptureOptions? options = null, TimeProvider? time = null)
    {
        var recorder = new Recorder();
        recorder.Outbound = await OutboundCapture.StartAsync(ListenAddress.Parse(":0"), recorder.Open("outbound.log"), options, time);
        return recorder;
    }

    public static async Task<Recorder> BothAsync(string target, CaptureOptions? options = null)
    {
        options ??= new CaptureOptions();
        var recorder = new Recorder();
        recorder.Inbound = await InboundCapture.StartAsync(ListenAddress.Parse(":0"), ForwardTarget.Parse(target), recorder.Open("inbound.log"), options);
        recorder.Outbound = await OutboundCapture.StartAsync(ListenAddress.Parse(":0"), recorder.Open("outbound.log"), options);
        return recorder;
    }

    public Task<RawPeer> ConnectAsync() => RawPeer.ConnectAsync((Inbound?.Addresses ?? Outbound!.Addresses)[0]);

    /// <summary>The events that are in the file now, while the proxy runs.</summary>
    public JsonElement[] Written(string log) => WrittenEvent.ReadAll(_folder.File(log));

    /// <summary>Stops the proxies and reads what they wrote.</summary>
    public async Task<JsonElement[]> StopAsync()
    {
        await StopProxiesAsync();
        return [.. Directory.GetFiles(_folder.Path, "*.log").Order(StringComparer.Ordinal).SelectMany(WrittenEvent.ReadAll)];
    }

    public async ValueTask DisposeAsync()
    {
        await StopProxiesAsync();
        _folder.Dispose();
    }

    private IncidentLogWriter Open(string name)
    {
        var writer = IncidentLogWriter.Open(_folder.File(name));
        _writers.Add(writer);
        return writer;
    }

    private async Task StopProxiesAsync()
    {
        await (Inbound?.StopAsync() ?? Task.CompletedTask);
        await (Outbound?.StopAsync() ?? Task.CompletedTask);
        foreach (IncidentLogWriter writer in _writers)
        {
            await writer.DisposeAsync();
        }
    }
}
