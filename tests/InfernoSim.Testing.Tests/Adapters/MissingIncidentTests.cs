using System.Reflection;
using InfernoSim.Incidents;
using InfernoSim.Testing.Adapters;
using InfernoSim.Testing.Tests.Snapshots;

namespace InfernoSim.Testing.Tests.Adapters;

[Collection(BuildServerSetting.Collection)]
[ServiceUnderTest<Program>]
public sealed class MissingIncidentTests : IRecordIncident, ITestReport, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<string> _told = [];
    private readonly BuildServerSetting _developer = new();

    public void Dispose()
    {
        _developer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Of_two_processes_that_record_one_incident_the_first_one_stays_and_both_replay_it()
    {
        var attribute = new Replay("incident", _folder.File("Tests.cs")) { RecordIfMissing = true, Snapshot = false, Runs = 2 };
        IncidentCase incident = Assert.Single(IncidentCase.List(((IDescribeIncidentTest)attribute).Settings));
        MethodInfo body = ((Action)Body).Method;

        await new IncidentTest(attribute, incident, typeof(MissingIncidentTests), body, this, this).RunAsync(CancellationToken.None);

        Assert.StartsWith("bodies are stored, up to 1 MiB of each, with whatever personal data is in them (a smaller MaxBody keeps less); ", _told[0], StringComparison.Ordinal);
        Assert.Contains(_told, text => text.EndsWith("incident at the same time; its recording is replayed, and this one's was thrown away.", StringComparison.Ordinal));
        Assert.Equal("/health", Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges).Request.Url);
        Assert.Equal(["incident"], Directory.GetDirectories(_folder.Path).Select(path => Path.GetFileName(path)!));
    }

    /// <summary>While this one records, the other process is done.</summary>
    async Task IRecordIncident.RecordAsync(HttpClient client, CancellationToken cancellationToken)
    {
        await using (IncidentRecorder other = await IncidentRecorder.StartAsync<Program>(_folder.File("incident"), cancellationToken: cancellationToken))
        {
            using HttpClient others = other.CreateClient();
            await others.GetAsync(new Uri("/health", UriKind.Relative), cancellationToken);
        }

        await client.GetAsync(new Uri("/nothing", UriKind.Relative), cancellationToken);
    }

    void ITestReport.Write(string text) => _told.Add(text);

    void ITestReport.Attach(string name, string content)
    {
    }

    private static void Body()
    {
    }

    private sealed class Replay(string incident, string sourceFile) : IncidentReplayBaseAttribute(incident, sourceFile);
}
