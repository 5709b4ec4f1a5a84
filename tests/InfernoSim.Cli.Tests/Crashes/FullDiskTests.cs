using InfernoSim.Cli.Bundling;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Cli.Tests.Crashes;

/// <summary>Disks that are full to the last byte: a capture tells what it could not record, and what is written at once is there as a whole or not at all.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int DiskSize = 256;
    private const string Passphrase = "correct horse battery";

    private readonly TestFolder _folder = new();

    private string Incident => _folder.File("incident");

    public void Dispose() => _folder.Dispose();

    [SmallDiskTheory]
    [InlineData("continue")]
    [InlineData("refuse")]
    public async Task What_a_capture_lost_since_the_disk_is_full_is_told_by_incident_json(string policy)
    {
        using var disk = SmallDisk.Mount(DiskSize);
        string incident = disk.File("incident");
        await using CrashService service = await CrashService.StartAsync();
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, ["capture", "--forward", service.Authority, "--listen=:0", "--out", incident, "--on-log-failure", policy]);
        using var client = new HttpClient { BaseAddress = await capture.InboundAsync() };

        ProcessResult result = await FillBetweenAsync(disk, capture, client, endsByItself: policy == "refuse");
        ProcessResult verify = await InfernoSimProcess.RunAsync(_folder, ["verify", incident]);

        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain("Cannot complete", result.Error, StringComparison.Ordinal);
        Assert.Matches("not recorded, though passed on: [12] events? of inbound.log, which could not be written", result.Out);
        Assert.Equal(1, verify.ExitCode);
        Assert.Matches(@"inbound\.log: [12] events? (is|are) missing at the end \(incident\.json counts 4\)", verify.Out);
        Assert.Equal([".gitignore", "inbound.log", "incident.json", "outbound.log"], Directory.GetFiles(incident).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [SmallDiskFact]
    public async Task A_classic_capture_tells_what_it_lost_since_the_disk_is_full_too()
    {
        using var disk = SmallDisk.Mount(DiskSize);
        await using CrashService service = await CrashService.StartAsync();
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, ["--mode=inbound", "--listen=:0", $"--forward={service.Authority}", $"--log={disk.File("inbound.log")}"]);
        using var client = new HttpClient { BaseAddress = await capture.InboundAsync() };

        ProcessResult result = await FillBetweenAsync(disk, capture, client, endsByItself: false);
        ProcessResult verify = await InfernoSimProcess.RunAsync(_folder, ["verify", disk.Path]);

        Assert.Equal(2, result.ExitCode);
        Assert.Matches(@"inbound\.log: [12] events? (is|are) missing at the end \(incident\.json counts 4\)", verify.Out);
        Assert.DoesNotContain(disk.Entries(), name => name.EndsWith(".room", StringComparison.Ordinal));
    }

    [SmallDiskFact]
    public async Task A_capture_that_begins_on_a_full_disk_passes_traffic_and_says_at_both_ends_that_it_cannot_tell_what_is_missing()
    {
        using var disk = SmallDisk.Mount(DiskSize);
        string incident = disk.File("incident");
        disk.Fill();
        await using CrashService service = await CrashService.StartAsync();
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, ["capture", "--forward", service.Authority, "--listen=:0", "--out", incident]);
        using var client = new HttpClient { BaseAddress = await capture.InboundAsync() };

        string answer = await client.GetStringAsync(new Uri("/own/Small/1", UriKind.Relative));
        await capture.SignalAsync("TERM");
        ProcessResult result = await capture.ExitAsync();
        ProcessResult verify = await InfernoSimProcess.RunAsync(_folder, ["verify", incident]);

        Assert.NotEmpty(answer);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("there is no room for incident.json, as on a full disk", result.Error, StringComparison.Ordinal);
        Assert.Contains("not recorded, though passed on: 2 events of inbound.log, which could not be written", result.Out, StringComparison.Ordinal);
        Assert.Single(result.Error.Split('\n'), line => line.Contains("Cannot complete the incident in", StringComparison.Ordinal));
        Assert.Contains("There is no incident.json: the recording was not ended in order, or was made by an older tool. What was lost at its end is not known", verify.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(incident), file => file.EndsWith(".tmp", StringComparison.Ordinal) || file.EndsWith(".room", StringComparison.Ordinal));
    }

    [SmallDiskTheory]
    [InlineData("slice", false)]
    [InlineData("slice", true)]
    [InlineData("scrub", false)]
    [InlineData("scrub", true)]
    [InlineData("bundle seal", false)]
    [InlineData("bundle open", false)]
    public async Task What_does_not_fit_on_the_disk_leaves_nothing_and_is_said_in_one_line(string command, bool isThere)
    {
        using var disk = SmallDisk.Mount(DiskSize);
        WriteLargeIncident();
        string sealedBefore = _folder.File("before.bundle");
        await RunAsync("bundle", "seal", Incident, "--out", sealedBefore);
        string to = disk.File("written");
        if (isThere)
        {
            Directory.CreateDirectory(to);
            File.WriteAllText(Path.Combine(to, "notes.txt"), "a person's own");
        }

        (int exitCode, string error) = await RunAsync(command switch
        {
            "slice" => ["slice", Incident, "--around", "status = 200", "--out", to],
            "scrub" => ["scrub", Incident, "--out", to],
            "bundle seal" => ["bundle", "seal", Incident, "--out", to],
            _ => ["bundle", "open", sealedBefore, "--out", to],
        });

        Assert.Equal(2, exitCode);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => !line.Contains("INFERNOSIM_PRIVACY_KEY", StringComparison.Ordinal));
        Assert.Contains("(make room on this disk, and run the command again)", line, StringComparison.Ordinal);
        Assert.Equal(isThere ? ["written"] : [], disk.Entries());
        if (isThere)
        {
            Assert.Equal(["notes.txt"], Directory.GetFileSystemEntries(to).Select(Path.GetFileName));
        }
    }

    private void WriteLargeIncident()
    {
        // Of what is hardly compressed.
        byte[] bytes = new byte[2 * DiskSize * 1024];
        new Random(1).NextBytes(bytes);
        TestIncident.Write(_folder, ("GET", "/small", 200, "{}"), ("GET", "/large", 200, Convert.ToBase64String(bytes)));
    }

    // The first request is written; the second is answered, and not written, since there is no room for it.
    private static async Task<ProcessResult> FillBetweenAsync(SmallDisk disk, InfernoSimProcess capture, HttpClient client, bool endsByItself)
    {
        await client.GetStringAsync(new Uri("/own/Small/1", UriKind.Relative));
        disk.Fill();
        await client.GetStringAsync(new Uri("/own/Large/2", UriKind.Relative));
        if (!endsByItself)
        {
            await capture.ErrorLineAsync("traffic passes on and is not recorded");
            await capture.SignalAsync("TERM");
        }

        return await capture.ExitAsync();
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = await CommandHost.RunAsync(args, new CliConsole(output, error, errorIsTerminal: false, name => name == BundleRunner.Variable ? Passphrase : null));
        return (exitCode, error.ToString());
    }
}
