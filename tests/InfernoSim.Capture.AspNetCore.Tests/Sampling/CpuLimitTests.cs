using System.Text.Json;
using InfernoSim.Capture.AspNetCore.Sampling;
using InfernoSim.Incidents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InfernoSim.Capture.AspNetCore.Tests.Sampling;

/// <summary>A service on a machine of which no processor is idle.</summary>
public sealed class CpuLimitTests
{
    [Fact]
    public async Task While_no_processor_is_idle_exchanges_beyond_the_share_are_left_out_and_the_incident_says_so()
    {
        await using FlownDesk desk = await StartAsync(maxCpu: 0.001);
        long sent = await SendUntilAsync(desk, limited => limited > 0);

        Incident incident = await desk.FreezeAsync();

        using var metadata = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(incident.Folder, "incident.json")));
        long limited = metadata.RootElement.GetProperty("recorder").GetProperty("cpuLimited").GetInt64();
        Sampler sampler = desk.Services.GetRequiredService<Recorder>().Sampler;
        Assert.InRange(limited, 1, sampler.CpuLimited);

        // On a fast machine it takes more than the memory holds.
        Assert.Equal(sent, incident.Exchanges.Count + sampler.CpuLimited + desk.Ring.Evicted + desk.Ring.Dropped);
        Assert.Contains(incident.Metadata!.NotRecorded, said => said.Contains("left out since all processors were in use (MaxCpu)", StringComparison.Ordinal));
        Assert.Equal(limited, metadata.RootElement.GetProperty("unseen_changes").GetInt64());
    }

    [Fact]
    public async Task Without_a_limit_all_is_recorded()
    {
        await using FlownDesk desk = await StartAsync(maxCpu: 1);
        long sent = await SendUntilAsync(desk, _ => false, atMost: 100);

        Incident incident = await desk.FreezeAsync();

        Assert.Equal(sent, incident.Exchanges.Count);
        Assert.Empty(incident.Metadata!.NotRecorded);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.1)]
    public async Task What_is_no_share_is_refused(double maxCpu)
    {
        OptionsValidationException refused = await Assert.ThrowsAsync<OptionsValidationException>(() => FlownDesk.StartAsync(options => options.MaxCpu = maxCpu));

        Assert.Contains("MaxCpu", refused.Message, StringComparison.Ordinal);
        Assert.Contains("0.001", refused.Message, StringComparison.Ordinal);
    }

    private static Task<FlownDesk> StartAsync(double maxCpu) => FlownDesk.StartAsync(
        options => options.MaxCpu = maxCpu,
        map: app => app.MapPost("/echo", (HttpRequest request) => Results.Stream(request.Body)));

    // Until so many are limited, or have been sent.
    private static async Task<long> SendUntilAsync(FlownDesk desk, Func<long, bool> isEnough, int atMost = int.MaxValue)
    {
        Sampler sampler = desk.Services.GetRequiredService<Recorder>().Sampler;
        byte[] body = new byte[64 * 1024];
        long sent = 0;
        using var end = new CancellationTokenSource(Patience.Limit);
        using var busy = new BusyThreads(Environment.ProcessorCount);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!isEnough(sampler.CpuLimited) && !end.IsCancellationRequested && Interlocked.Read(ref sent) < atMost)
            {
                Interlocked.Increment(ref sent);
                using HttpResponseMessage response = await desk.Client.PostAsync("/echo", new ByteArrayContent(body));
                response.EnsureSuccessStatusCode();
            }
        })));
        return sent;
    }
}
