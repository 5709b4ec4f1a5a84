using System.Collections.Concurrent;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Processes;

namespace InfernoSim.Cli.Tests.Clients;

/// <summary>Clients that are programs of their own. They are told of the proxy and of the authority by environment variables, as users tell them.</summary>
internal static class ClientPrograms
{
    private static readonly ConcurrentDictionary<string, bool> Packages = new(StringComparer.Ordinal);

    private static readonly Lazy<string> GlobalPackages = new(() => Output("npm", "root", "--global").Trim());

    private static string Folder => Repository.File("tests/InfernoSim.Cli.Tests/Clients/Programs");

    /// <summary>Whether a program, and a package for it, is installed.</summary>
    public static bool Have(string? tool, string? package) =>
        (tool is null || ToolInstallation.WhyNot(tool) is null)
        && (package is null || Packages.GetOrAdd(package, static name => Directory.Exists(Path.Combine(GlobalPackages.Value, name))));

    /// <summary>curl.</summary>
    public static Task<string> CurlAsync(ClientRoute route, params string[] flags) => RunAsync(route, ["curl", "-sS", "--no-buffer", .. flags, route.Target.ToString()]);

    /// <summary>The client for a runtime that is among the test's files, told which of its libraries to use.</summary>
    public static Task<string> RunAsync(ClientRoute route, string file, string kind) => RunAsync(
        route,
        [.. file switch { "client.go" => ["go", "run"], "client.js" => ["node"], "client.py" => ["python3"], _ => (string[])["java"] }, Path.Combine(Folder, file), kind, route.Target.ToString()]);

    private static async Task<string> RunAsync(ClientRoute route, string[] command)
    {
        string? proxy = route.Proxy?.ToString();
        ProcessResult result = await ChildProcess.RunAsync(ChildProcess.Of(
            command,
            ("HTTP_PROXY", proxy), ("http_proxy", proxy), ("HTTPS_PROXY", proxy), ("https_proxy", proxy), ("NO_PROXY", null), ("no_proxy", null),
            ("SSL_CERT_FILE", route.Authority), ("NODE_EXTRA_CA_CERTS", route.Authority), ("CURL_CA_BUNDLE", route.Authority),
            ("GO111MODULE", "off"), ("NODE_PATH", command[0] == "node" ? GlobalPackages.Value : null)));
        return result.ExitCode == 0 ? result.Out : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {result.ExitCode}:\n{result.Out}{result.Error}");
    }

    private static string Output(params string[] command)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(ChildProcess.Of(command))!;
        return process.StandardOutput.ReadToEnd();
    }
}
