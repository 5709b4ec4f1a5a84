using InfernoSim.Incidents;

namespace InfernoSim.Capture.AspNetCore.Tests.Recording;

/// <summary>However large the traffic is, the recording stays within its memory, and the service within its answers.</summary>
public sealed class MemoryTests
{
    private const int Large = 100 * 1024 * 1024;
    private const long Limit = 1024 * 1024;

    [Fact]
    public async Task Bodies_of_100_MB_pass_whole_and_the_memory_holds()
    {
        long most = 0;
        await using FlownDesk desk = await FlownDesk.StartAsync(options => (options.MaxMemory, options.MaxBody) = (Limit, int.MaxValue));
        await desk.Client.GetStringAsync("/health");
        using Stream download = await desk.Client.GetStreamAsync($"/bytes/{Large}");
        byte[] buffer = new byte[1024 * 1024];
        long length = 0;
        while (await download.ReadAsync(buffer) is > 0 and int read)
        {
            length += read;
            most = Math.Max(most, desk.Ring.Bytes);
        }

        Incident incident = await desk.FreezeAsync();

        Assert.Equal(Large, length);
        Assert.InRange(most, 1, Limit);
        Assert.DoesNotContain(incident.Exchanges, exchange => exchange.Request.Url!.StartsWith("/bytes", StringComparison.Ordinal));
        Assert.Contains("1 exchange was dropped", Assert.Single(incident.Metadata!.NotRecorded), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_body_that_is_longer_than_the_limit_size_and_hash_are_kept()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(options => options.MaxBody = 1024);
        using HttpResponseMessage response = await desk.Client.PostAsync("/length", new ByteArrayContent(new byte[Large / 50]));

        RecordedBody body = Assert.Single((await desk.FreezeAsync()).Exchanges).Request.Body;

        Assert.Equal($"{Large / 50}", await response.Content.ReadAsStringAsync());
        Assert.Equal((Large / 50, true, 1024), (body.Size, body.IsTruncated, body.GetBytes().Length));
        Assert.NotNull(body.Sha256);
    }
}
