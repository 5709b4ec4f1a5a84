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
    public static Task<string> RunAsync(ClientRoute route, string tool, string kind) => RunAsync(
        route,
        [
            .. tool switch
            {
                "node" => ["node", Path.Combine(Folder, "client.js")],
                "python3" => ["python3", Path.Combine(Folder, "client.py")],
                "javac" => ["java", "-cp", route.Built, "Client"],
                _ => (string[])[Path.Combine(route.Built, "client")],
            },
            kind,
            route.Target.ToString(),
        ]);

    /// <summary>Builds the clients that have to be, as far as that can be done here.</summary>
    /// <param name="folder">Where they go.</param>
    public static async Task BuildAsync(string folder)
    {
        if (Have("go", null))
        {
            await BuildAsync("go", "build", "-o", Path.Combine(folder, "client"), Path.Combine(Folder, "client.go"));
        }

        if (Have("javac", null))
        {
            await BuildAsync("javac", "-d", folder, Path.Combine(Folder, "Client.java"));
        }
    }

    private static async Task BuildAsync(params string[] command)
    {
        ProcessResult built = await ChildProcess.RunAsync(ChildProcess.Of(command, ("GO111MODULE", "off")));
        if (built.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {built.ExitCode}:\n{built.Out}{built.Error}");
        }
    }

    private static async Task<string> RunAsync(ClientRoute route, string[] command)
    {
        string? proxy = route.Proxy?.ToString();
        ProcessResult result = await ChildProcess.RunAsync(ChildProcess.Of(
            command,
            ("HTTP_PROXY", proxy), ("http_proxy", proxy), ("HTTPS_PROXY", proxy), ("https_proxy", proxy), ("NO_PROXY", null), ("no_proxy", null),
            ("SSL_CERT_FILE", route.Authority), ("NODE_EXTRA_CA_CERTS", route.Authority), ("CURL_CA_BUNDLE", route.Authority),
            ("NODE_PATH", command[0] == "node" ? GlobalPackages.Value : null)));
        return result.ExitCode == 0 ? result.Out : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {result.ExitCode}:\n{result.Out}{result.Error}");
    }

    private static string Output(params string[] command)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(ChildProcess.Of(command))!;
        return process.StandardOutput.ReadToEnd();
    }
}
