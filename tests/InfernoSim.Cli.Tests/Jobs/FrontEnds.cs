using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Cli.Tests.Processes;
using InfernoSim.Testing;
using InfernoSim.TestKit.Sockets;

namespace InfernoSim.Cli.Tests.Jobs;

/// <summary>One incident and one running service, asked of by the command and by a test.</summary>
internal sealed class FrontEnds : IAsyncDisposable
{
    private readonly TestFolder _folder = new();

    private FrontEnds(TestService service) => Service = service;

    public TestService Service { get; }

    public string Incident => _folder.File("incident");

    public static async Task<FrontEnds> StartAsync(params (string Method, string Url, int Status, string Body)[] exchanges)
    {
        var both = new FrontEnds(await TestService.StartAsync());
        TestIncident.Write(both._folder, exchanges);
        return both;
    }

    public string File(string name) => _folder.File(name);

    public void WriteRules(string yaml) => System.IO.File.WriteAllText(Path.Combine(Incident, "replay.yaml"), yaml);

    /// <summary>Runs a command in this process.</summary>
    public async Task<(int Code, string Out, string Error)> RunAsync(string command, params string[] flags)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = new CliConsole(output, error, errorIsTerminal: false, _ => null);
        int code = await CommandHost.RunAsync([command, Incident, $"--target-base={Target}", $"--stub-listen=:{RawServer.UnusedPort()}", .. flags], console);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>A replay as a test asks for it.</summary>
    public IncidentReplayer Replayer() => IncidentReplayer.For(Host, Incident);

    /// <summary>A search as a test asks for it.</summary>
    public IncidentEnvelopeSearch Search() => IncidentEnvelopeSearch.For(Host, Incident);

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _folder.Dispose();
    }

    private string Target => Service.Address.GetLeftPart(UriPartial.Authority);

    private UrlHost Host => new(Target) { StubPort = 0 };
}
