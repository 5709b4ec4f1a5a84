using InfernoSim.TestKit.Processes;

namespace InfernoSim.Cli.Tests.Processes;

/// <summary><c>infernosim accept</c> on files as tests leave them.</summary>
public sealed class AcceptProcessTests : IDisposable
{
    private const string Summary = "\uFEFFINFERNOSIM REPLAY SNAPSHOT\nOutcome:       PASS_STRONG";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_received_snapshot_below_the_folder_becomes_the_verified_one()
    {
        Write("a/Checkout.Survives.received.txt", Summary);
        Write("a/Checkout.Survives.verified.txt", "an older one");
        Write("b/c/Cart.Survives_incident=x.received.txt", Summary);

        ProcessResult result = await RunAsync("accept");

        string[] accepted = [Path.Combine(".", "a", "Checkout.Survives.verified.txt"), Path.Combine(".", "b", "c", "Cart.Survives_incident=x.verified.txt")];
        Assert.Equal(new ProcessResult(0, string.Join("\n", accepted.Select(path => $"accepted {path}")), ""), result);
        Assert.Equal(["a/Checkout.Survives.verified.txt", "b/c/Cart.Survives_incident=x.verified.txt"], Files());
        Assert.All(Files(), path => Assert.Equal(Summary, Read(path)));
    }

    [Fact]
    public async Task Only_what_is_named_is_accepted()
    {
        Write("a/A.A.received.txt", Summary);
        Write("b/B.B.received.txt", Summary);

        await RunAsync("accept", "a");
        await RunAsync("accept", Path.Combine("b", "B.B.received.txt"));
        Write("c/C.C.received.txt", Summary);
        await RunAsync("accept", "a");

        Assert.Equal(["a/A.A.verified.txt", "b/B.B.verified.txt", "c/C.C.received.txt"], Files());
    }

    [Fact]
    public async Task Snapshots_of_other_things_are_left_alone_unless_all_are_asked_for()
    {
        Write("A.A.received.txt", "a snapshot that Verify took");
        Write("B.B.received.txt", Summary);

        ProcessResult own = await RunAsync("accept");
        string[] after = Files();
        ProcessResult all = await RunAsync("accept", "--all");

        Assert.Equal((0, "infernosim: left alone: 1 received file that is not a snapshot of a summary; --all accepts it too"), (own.ExitCode, own.Error));
        Assert.Equal(["A.A.received.txt", "B.B.verified.txt"], after);
        Assert.Equal((0, ""), (all.ExitCode, all.Error));
        Assert.Equal(["A.A.verified.txt", "B.B.verified.txt"], Files());
    }

    [Fact]
    public async Task Nothing_to_accept_is_said_and_is_a_success()
    {
        Write("A.A.verified.txt", Summary);

        ProcessResult result = await RunAsync("accept");

        Assert.Equal(new ProcessResult(0, "nothing to accept in .", ""), result);
    }

    [Fact]
    public async Task What_cannot_be_written_is_one_line_and_exit_code_2_and_the_rest_is_accepted()
    {
        Write("A.A.received.txt", Summary);
        Write("A.A.verified.txt/in-the-way", "");
        Write("B.B.received.txt", Summary);

        ProcessResult result = await RunAsync("accept");

        Assert.Equal((2, $"accepted {Path.Combine(".", "B.B.verified.txt")}"), (result.ExitCode, result.Out));
        Assert.StartsWith($"infernosim: {Path.Combine(".", "A.A.received.txt")} cannot be accepted: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.Error);
        Assert.Equal(["A.A.received.txt", "A.A.verified.txt/in-the-way", "B.B.verified.txt"], Files());
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_one_line_and_exit_code_2()
    {
        ProcessResult result = await RunAsync("accept", "nowhere");

        Assert.Equal(
            new ProcessResult(2, "", "infernosim: 'nowhere' is neither a folder nor a received file (Class.Method.received.txt); give the folder of the tests"),
            result);
    }

    private Task<ProcessResult> RunAsync(params string[] args) => InfernoSimProcess.RunAsync(_folder, args);

    private void Write(string name, string text)
    {
        string path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(text));
    }

    private string Read(string name) => System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(_folder.File(name)));

    private string[] Files() => [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];
}
