using InfernoSim.Incidents;
using InfernoSim.Testing.Adapters;
using InfernoSim.Testing.Tests.Snapshots;

namespace InfernoSim.Testing.Tests.Adapters;

/// <summary>A test that records its own incident says with its attribute which secrets are kept.</summary>
[Collection(BuildServerSetting.Collection)]
[ServiceUnderTest<Program>]
public sealed class MissingIncidentPrivacyTests : IRecordIncident, ITestReport, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly BuildServerSetting _developer = new();

    public void Dispose()
    {
        _developer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Secrets_become_tokens_where_nothing_else_is_said() =>
        Assert.Matches("^/health[?]password=tok_A1[0-9a-f]{18}&token=tok_A1[0-9a-f]{18}$", await RecordAsync(_ => { }));

    [Fact]
    public async Task A_rule_keeps_one() =>
        Assert.Matches("^/health[?]password=hunter2&token=tok_A1[0-9a-f]{18}$", await RecordAsync(attribute => attribute.Privacy = ["keep query: password; route: GET /health"]));

    [Fact]
    public async Task All_are_kept_where_that_is_said() =>
        Assert.Equal("/health?password=hunter2&token=t0p-s3cr3t", await RecordAsync(attribute => attribute.CaptureSensitiveData = true));

    async Task IRecordIncident.RecordAsync(HttpClient client, CancellationToken cancellationToken) =>
        await client.GetAsync(new Uri("/health?password=hunter2&token=t0p-s3cr3t", UriKind.Relative), cancellationToken);

    void ITestReport.Write(string text)
    {
    }

    void ITestReport.Attach(string name, string content)
    {
    }

    private async Task<string> RecordAsync(Action<IncidentReplayBaseAttribute> configure)
    {
        var attribute = new Replay("incident", _folder.File("Tests.cs")) { RecordIfMissing = true, Snapshot = false, Runs = 2 };
        configure(attribute);
        IncidentCase incident = Assert.Single(IncidentCase.List(((IDescribeIncidentTest)attribute).Settings));
        await new IncidentTest(attribute, incident, typeof(MissingIncidentPrivacyTests), ((Action)Body).Method, this, this).RunAsync(CancellationToken.None);
        return Assert.Single(IncidentReader.Read(_folder.File("incident")).Exchanges).Request.Url!;
    }

    private static void Body()
    {
    }

    private sealed class Replay(string incident, string sourceFile) : IncidentReplayBaseAttribute(incident, sourceFile);
}
