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
            await RunAsync(["go", "build", "-o", Path.Combine(folder, "client"), Path.Combine(Folder, "client.go")], [("GO111MODULE", "off")]);
        }

        if (Have("javac", null))
        {
            await RunAsync(["javac", "-d", folder, Path.Combine(Folder, "Client.java")], []);
        }
    }

    private static Task<string> RunAsync(ClientRoute route, string[] command) =>
        RunAsync(command, [.. ClientEnvironment.Of(route.Proxy, route.Authority), ("NODE_PATH", command[0] == "node" ? GlobalPackages.Value : null)]);

    private static async Task<string> RunAsync(string[] command, IEnumerable<(string Name, string? Value)> environment)
    {
        ProcessResult result = await ChildProcess.RunAsync(ChildProcess.Of(command, environment));
        return result.ExitCode == 0 ? result.Out : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {result.ExitCode}:\n{result.Out}{result.Error}");
    }

    private static string Output(params string[] command)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(ChildProcess.Of(command))!;
        return process.StandardOutput.ReadToEnd();
    }
}
