using InfernoSim.Capture.AspNetCore;
using InfernoSim.Replay;

namespace InfernoSim.Testing.Hosting.Processes;

/// <summary>Starts a process and waits until it is ready.</summary>
internal static class ProcessLaunch
{
    // A port is free when it is chosen; by the time the process takes it, another may have.
    private const int MostAttempts = 3;

    public static async Task<StartedService> StartAsync(ProcessHost host, ServiceHostContext context, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            using ReservedPort port = ReservedPort.Take();
            SupervisedProcess process = Start(host, context, port.Number);
            var service = new ProcessService(new Uri($"http://127.0.0.1:{port.Number}"), process);
            try
            {
                await Readiness.WaitAsync(service.BaseAddress, host.Ready, host.ReadyTimeout, process.Exited, cancellationToken);
                return service;
            }
            catch (NotReadyException failure)
            {
                bool wasTaken = process.HasExited && !port.IsFree();
                await service.DisposeAsync();
                if (!wasTaken || attempt == MostAttempts)
                {
                    throw new ServiceHostException(Explain(host, failure, process), failure);
                }
            }
            catch
            {
                await service.DisposeAsync();
                throw;
            }
        }
    }

    private static SupervisedProcess Start(ProcessHost host, ServiceHostContext context, int port)
    {
        string folder = host.WorkingDirectory is null
            ? context.SourceDirectory
            : new[] { context.SourceDirectory, AppContext.BaseDirectory }.Select(root => Path.GetFullPath(host.WorkingDirectory, root)).FirstOrDefault(Directory.Exists)
                ?? throw new ServiceHostException($"There is no folder {Path.GetFullPath(host.WorkingDirectory, context.SourceDirectory)} to run {host.FileName} in; correct WorkingDirectory.");
        return SupervisedProcess.Start(host.FileName, [.. host.Arguments.Select(argument => Fill(argument, port, context))], folder, Variables(host, context, port));
    }

    private static Dictionary<string, string> Variables(ProcessHost host, ServiceHostContext context, int port)
    {
        string stub = ServiceAddress.Format(context.StubAddress);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // What is replayed needs no recording of its own.
            [RecorderSwitch.Variable] = RecorderSwitch.Off,
            ["PORT"] = $"{port}",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
        };
        foreach (string name in (string[])["HTTP_PROXY", "HTTPS_PROXY"])
        {
            variables[name] = variables[name.ToLowerInvariant()] = stub;
        }

        // What OpenSSL (and with it .NET, Python, curl and Ruby), Go, node and Python's requests look at; on Windows and macOS some ask the system alone.
        foreach (string name in (string[])(context.AuthorityFile is null ? [] : ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"]))
        {
            variables[name] = context.AuthorityFile!;
        }

        // Calls to this machine go through the stub as well.
        variables["NO_PROXY"] = variables["no_proxy"] = "";
        if (context.Postgres is { IsRecorded: true } postgres)
        {
            // What libpq and most drivers that are not .NET's look at.
            variables["PGHOST"] = $"{postgres.Address.Address}";
            variables["PGPORT"] = $"{postgres.Address.Port}";
        }

        foreach ((string name, string value) in context.Replay.Variables)
        {
            variables[name] = value;
        }

        foreach ((string name, string value) in (IEnumerable<KeyValuePair<string, string>>)[.. host.Environment, .. context.Environment])
        {
            variables[name] = Fill(value, port, context);
        }

        return variables;
    }

    private static string Fill(string text, int port, ServiceHostContext context) => context.Fill(text.Replace("{port}", $"{port}", StringComparison.Ordinal));

    private static string Explain(ProcessHost host, NotReadyException failure, SupervisedProcess process)
    {
        string output = process.Output.ToString();
        return $"{host.FileName} {string.Join(' ', host.Arguments)} {failure.Message}.\n"
            + (output.Length == 0 ? "It printed nothing.\n" : $"It printed:\n{output}")
            + "It has to listen on 127.0.0.1, on the port in the environment variable PORT (or where its arguments say {port}).";
    }
}
