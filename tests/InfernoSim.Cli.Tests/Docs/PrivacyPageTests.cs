using System.Net.Http.Json;
using System.Text.Json;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Cli.Tests.CommandLine;
using InfernoSim.Cli.Tests.Privacy;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace InfernoSim.Cli.Tests.Docs;

/// <summary>What <c>docs/privacy.md</c> says is what the commands do.</summary>
public sealed class PrivacyPageTests : IDisposable
{
    private static readonly Page Privacy = new("privacy.md");

    private const string Password = "correct-horse-7";

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_flags_tables_are_the_help_texts()
    {
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Scrub), Privacy.FlagsBelow("## scrub"));
        Assert.Equal(Page.FlagsOf(CommandLines.NewCommand().Bundle), Privacy.FlagsBelow("## bundle"));
    }

    [Fact]
    public async Task The_commands_at_its_head_name_a_secret_and_take_it_out()
    {
        TestIncident.Write(_folder, ("GET", "/reset?password=hunter2", 200, """{"mail":"ann@shop.de"}"""));

        (int named, string found) = await RunAsync(Privacy.Commands("infernosim verify")[0]);
        (int scrubbed, _) = await RunAsync(Privacy.Commands("infernosim scrub")[0]);
        (int again, string left) = await RunAsync(["verify", _folder.File("shared")]);

        Assert.Equal((1, 0, 0), (named, scrubbed, again));
        Assert.Contains("values that are named like secrets stand in clear, first in exchange 1, request: url (infernosim scrub takes them out)", found, StringComparison.Ordinal);
        Assert.Contains("1 e-mail address stands in clear, first in exchange 1, response: body", found, StringComparison.Ordinal);
        Assert.DoesNotContain("in clear", left, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", File.ReadAllText(_folder.File("shared/inbound.log")), StringComparison.Ordinal);
    }

    [UnixFact]
    public async Task The_commands_from_zero_to_a_shared_incident_do_what_the_page_says()
    {
        await using LoopbackHost service = await LoopbackHost.StartAsync(app => app.MapPost(
            "/login", (JsonElement asked) => asked.GetProperty("password").GetString() == Password ? Results.Text("ann@shop-of-ours.de") : Results.Unauthorized()));
        await RecordAsync(Privacy.Commands("infernosim capture")[0], service.Address);

        (int verified, string kept) = await RunAsync(Privacy.Commands("infernosim verify")[1]);
        (int replayed, string summary) = await RunAsync([.. Privacy.Commands("infernosim replay")[0][..^1], service.Address.GetLeftPart(UriPartial.Authority), "--stub-listen=:0", "--stub-compat-listen="]);
        (int scrubbed, _) = await RunAsync(Privacy.Commands("infernosim scrub")[1]);
        (int safe, string left) = await RunAsync(Privacy.Commands("infernosim verify")[2]);
        (int seal, _) = await RunAsync(Privacy.Commands("infernosim bundle seal ./safe")[0]);

        Assert.Equal((0, 0, 0, 0, 0), (verified, replayed, scrubbed, safe, seal));
        Assert.Contains("kept by a rule of the recording, first in exchange 1, request: body", kept, StringComparison.Ordinal);
        Assert.Contains("PASS_STRONG", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("in clear", left, StringComparison.Ordinal);
        string shared = string.Concat(PlantedContent.Of(_folder.File("safe")));
        Assert.Equal("""{"user":"ann","password":"[REDACTED]"}""", shared.Split('\n').First(line => line.StartsWith('{')));
        Assert.DoesNotContain("ann@shop", shared, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("safe.bundle")));
    }

    private async Task RecordAsync(string[] command, Uri service)
    {
        string[] here = [.. command.Select(arg => arg == "http://localhost:8084" ? service.Authority : arg), "--listen=:0", "--outbound-listen="];
        await using InfernoSimProcess capture = InfernoSimProcess.Start(_folder, here);
        using var client = new HttpClient();
        using HttpResponseMessage answer = await client.PostAsJsonAsync(new Uri(await capture.InboundAsync(), "/login"), new { user = "ann", password = Password, birthday = "1990-01-01" });
        Assert.Equal("ann@shop-of-ours.de", await answer.Content.ReadAsStringAsync());
        await capture.SignalAsync("TERM");
        await capture.ExitAsync();
    }

    private async Task<(int Code, string Out)> RunAsync(string[] args)
    {
        using var output = new StringWriter();
        string[] here = [.. args.Select(arg => arg.StartsWith("./", StringComparison.Ordinal) ? _folder.File(arg[2..]) : arg.EndsWith(".bundle", StringComparison.Ordinal) ? _folder.File(arg) : arg)];
        int code = await CommandHost.RunAsync(here, new CliConsole(output, TextWriter.Null, errorIsTerminal: false, name => name == "INFERNOSIM_BUNDLE_PASSPHRASE" ? "a passphrase of a test" : null));
        return (code, output.ToString());
    }
}
