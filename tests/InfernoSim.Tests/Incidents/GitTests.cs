using InfernoSim.Incidents;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Tests.Incidents;

public sealed class GitTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [GitFact]
    public async Task An_incident_is_committed_whole_where_logs_are_ignored()
    {
        GitRepository repository = await GitRepository.CreateAsync(_folder.Path);
        _folder.Write("service.log", "not of the incident");
        string incident = await RecordAsync("tests/incidents/checkout");

        string[] added = await repository.AddAllAsync();

        Assert.Equal([".gitignore", .. new[] { ".gitignore", "inbound.log", "incident.json", "outbound.log" }.Select(name => $"tests/incidents/checkout/{name}")], added);
        Assert.Null(await GitWorkTree.NoticeOfIgnoredAsync(incident, CancellationToken.None));
    }

    [GitFact]
    public async Task Logs_that_are_ignored_all_the_same_are_named_with_the_rule_and_the_remedy()
    {
        GitRepository repository = await GitRepository.CreateAsync(_folder.Path, "incidents/");
        string incident = await RecordAsync("tests/incidents/checkout");

        string? notice = await GitWorkTree.NoticeOfIgnoredAsync(incident, CancellationToken.None);
        await repository.RunAsync("add", "--force", incident);

        Assert.Equal(
            $"git ignores inbound.log, outbound.log, incident.json of {incident} by the rule 'incidents/' (.gitignore, line 4): "
            + $"a clone would not have the incident. Add it with 'git add -f {incident}', or change that rule.",
            notice);
        Assert.Null(await GitWorkTree.NoticeOfIgnoredAsync(incident, CancellationToken.None));
    }

    [GitFact]
    public async Task A_gitignore_that_is_there_is_kept_and_what_it_ignores_is_said()
    {
        await GitRepository.CreateAsync(_folder.Path);
        Directory.CreateDirectory(_folder.File("incident"));
        _folder.Write("incident/.gitignore", "outbound.log\n");

        string incident = await RecordAsync("incident");
        string? notice = await GitWorkTree.NoticeOfIgnoredAsync(incident, CancellationToken.None);

        Assert.Equal("outbound.log\n", await File.ReadAllTextAsync(_folder.File("incident/.gitignore")));
        Assert.StartsWith("git ignores inbound.log, outbound.log of ", notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_a_work_tree_there_is_nothing_to_say()
    {
        string incident = await RecordAsync("incident");

        Assert.Null(await GitWorkTree.NoticeOfIgnoredAsync(incident, CancellationToken.None));
    }

    [Fact]
    public async Task A_work_tree_that_git_cannot_read_is_no_failure()
    {
        _folder.Write(".git", "gitdir: nowhere\n");
        string incident = await RecordAsync("incident");

        Assert.Null(await GitWorkTree.NoticeOfIgnoredAsync(incident, CancellationToken.None));
    }

    [Fact]
    public async Task A_folder_of_which_only_the_metadata_was_committed_says_so_and_what_to_do()
    {
        string incident = await RecordAsync("incident");
        File.Delete(Path.Combine(incident, "inbound.log"));
        File.Delete(Path.Combine(incident, "outbound.log"));

        var error = Assert.Throws<IncidentFormatException>(() => IncidentReader.Read(incident));

        Assert.Equal(
            $"{incident}: There is no inbound.log, only incident.json: the logs were probably not committed, because a .gitignore holds *.log. "
            + "Where the incident was recorded, run 'git add -f' on the folder, or put a .gitignore with the line !*.log into it, and commit the logs.",
            error.Message);
    }

    private async Task<string> RecordAsync(string name)
    {
        string folder = _folder.File(name);
        await using IncidentWriter writer = IncidentWriter.Open(folder);
        await writer.CompleteAsync(new IncidentMetadata());
        return folder;
    }
}
