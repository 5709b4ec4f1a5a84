using System.Security.Cryptography;
using System.Text;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Privacy;
using InfernoSim.Scrubbing;

namespace InfernoSim.Cli.Tests.Privacy;

/// <summary>In the classic forms each log has a recorder of its own, and without a key in the environment each of them makes one up.</summary>
public sealed class SeveralKeysTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_the_service_passes_on_is_compared_by_presence_where_the_logs_have_different_tokens_for_it()
    {
        await using EchoService service = await EchoService.RecordAsync(_folder.File("clear"), [("/orders?mail=ann@shop-of-ours.de", """{"mail":"ann@shop-of-ours.de","total":12.5}""")]);
        var each = new IncidentPrivacy([], null);

        string told = await ReplayAsync("told", service, IncidentPrivacy.JoinParts(each, each)!);
        string untold = await ReplayAsync("untold", service, each);

        Assert.Contains("PASS_STRONG", told, StringComparison.Ordinal);
        Assert.Contains("secrets that the logs of the incident have different tokens for", told, StringComparison.Ordinal);
        Assert.Contains("FAIL_", untold, StringComparison.Ordinal);
    }

    [Fact]
    public void Logs_of_one_key_are_of_one_piece()
    {
        var first = new IncidentPrivacy([], "12345678");

        Assert.False(IncidentPrivacy.JoinParts(first, first)!.HasSeveralKeys);
        Assert.True(IncidentPrivacy.JoinParts(first, first with { KeyCheck = "87654321" })!.HasSeveralKeys);
        Assert.False(IncidentPrivacy.JoinParts(null, first)!.HasSeveralKeys);
    }

    private async Task<string> ReplayAsync(string name, EchoService service, IncidentPrivacy privacy)
    {
        string incident = _folder.File(name);
        await using (IncidentWriter writer = IncidentWriter.Open(incident))
        {
            await WriteAsync(IncidentFiles.Inbound, writer.Inbound);
            await WriteAsync(IncidentFiles.Outbound, writer.Outbound);
            await writer.CompleteAsync(new IncidentMetadata { Privacy = privacy });
        }

        using var output = new StringWriter();
        await CommandHost.RunAsync(["replay", incident, service.Target, service.StubListen, "--stub-compat-listen=", "--runs=2"], new CliConsole(output, output, errorIsTerminal: false, _ => null));
        return output.ToString();
    }

    private async Task WriteAsync(string log, IncidentLogWriter to)
    {
        byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(log));
        var scrubber = new EventScrubber(new SecretTokens(key), new SecretMarks(key));
        foreach (IncidentEvent e in IncidentReader.ReadEvents(Path.Combine(_folder.File("clear"), log), new IncidentReadReport()))
        {
            await to.AppendAsync(scrubber.Scrub(e));
        }
    }
}
