using System.Text;
using InfernoSim.Incidents;
using InfernoSim.TestKit.Facts;

namespace InfernoSim.Testing.Tests.Recording;

/// <summary>Exchanges of the service that do not end as they should.</summary>
public sealed class RecordedExchangeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_request_that_the_service_fails_on_before_reading_it_is_recorded_whole()
    {
        await RecordAsync(client => client.PostAsync(new Uri("/fail/early", UriKind.Relative), new StringContent(new string('x', 100_000))));

        RecordedExchange exchange = OnlyExchange();
        Assert.Equal(500, exchange.Response!.Status);
        Assert.Null(exchange.Response.Error);
        Assert.Equal((100_000, false), (exchange.Request.Body.Size, exchange.Request.Body.IsTruncated));
    }

    [Fact]
    public async Task A_response_that_the_service_fails_in_is_recorded_as_cut_short()
    {
        await RecordAsync(client => client.PostAsync(new Uri("/fail/late", UriKind.Relative), null));

        IncidentEvent response = OnlyExchange().Response!;
        Assert.Equal(200, response.Status);
        Assert.StartsWith("connection_reset: ", response.Error, StringComparison.Ordinal);
        Assert.Equal("part", Encoding.ASCII.GetString(response.Body.GetBytes().Span));
        Assert.True(response.Body.IsTruncated);
    }

    [Fact]
    public async Task A_caller_that_goes_away_is_recorded_as_gone()
    {
        await RecordAsync(async client =>
        {
            using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            await client.GetAsync(new Uri("/hang", UriKind.Relative), impatient.Token);
        });

        IncidentEvent response = OnlyExchange().Response!;
        Assert.Equal(0, response.Status);
        Assert.StartsWith("client_aborted: ", response.Error, StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task An_event_that_cannot_be_written_does_not_disturb_the_service_and_is_reported_at_the_end()
    {
        Directory.CreateDirectory(_folder.File("incident"));
        File.CreateSymbolicLink(Path.Combine(_folder.File("incident"), "inbound.log"), "/dev/full");
        IncidentRecorder recorder = await IncidentRecorder.StartAsync<Program>(_folder.File("incident"), new IncidentRecorderOptions { Append = true });
        using HttpClient client = recorder.CreateClient();

        string answer = await client.GetStringAsync(new Uri("/health", UriKind.Relative));
        IOException failure = await Assert.ThrowsAsync<IOException>(recorder.CompleteAsync);

        Assert.Equal("ok", answer);
        Assert.Contains("inbound.log", failure.Message, StringComparison.Ordinal);
    }

    private async Task RecordAsync(Func<HttpClient, Task> send)
    {
        await using IncidentRecorder recorder = await IncidentRecorder.StartAsync(new InProcessHost<Program> { Environment = "Production" }, _folder.File("incident"));
        using HttpClient client = recorder.CreateClient();
        try
        {
            await send(client);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // What is recorded of it matters here.
        }
    }

    private RecordedExchange OnlyExchange() => Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges);
}
