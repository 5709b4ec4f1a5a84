using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using InfernoSim.Capture.AspNetCore;
using InfernoSim.Capture.AspNetCore.Freezing;
using InfernoSim.Capture.AspNetCore.Injection;
using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;
using InfernoSim.Incidents;
using InfernoSim.Policies;

namespace InfernoSim.Cli.Flight;

/// <summary>Carries out <c>infernosim run</c>.</summary>
internal sealed class RunRunner(CliConsole console)
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs the service to its end, which a cancelled token asks for.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(RunInvocation request, CancellationToken stop)
    {
        PrivacyPolicy privacy = request.Privacy.Open(request.Folder);
        if (request.CaptureSensitiveData && privacy.Rules.Count > 0)
        {
            throw new CliException($"--capture-sensitive-data keeps secrets as they are, and '{privacy.Rules[0]}' says what becomes of some; leave out one of both");
        }

        HashSet<string> earlier = [.. Incidents(request.Folder)];
        string pipe = $"infernosim-run-{Environment.ProcessId}";
        using Process service = Start(request, privacy, pipe);
        await using CancellationTokenRegistration onStop = stop.Register(() => _ = StopAsync(service, pipe));
        await service.WaitForExitAsync(CancellationToken.None);

        string[] frozen = [.. Incidents(request.Folder).Where(folder => !earlier.Contains(folder)).Order(StringComparer.Ordinal)];
        foreach (string folder in frozen)
        {
            console.Note($"incident {folder}; look at it with: infernosim verify {ShellWord.Of(folder)}");
        }

        if (frozen.Length > 0)
        {
            return service.ExitCode;
        }

        console.Note($"there is no incident in {request.Folder}: the service was killed, does not use ASP.NET Core 10, or was published without startup hooks (trimmed or ahead of time)");
        return service.ExitCode == 0 ? ExitCode.CannotRun : service.ExitCode;
    }

    private static IEnumerable<string> Incidents(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateDirectories(folder).Where(incident => File.Exists(Path.Combine(incident, IncidentFiles.Metadata))) : [];

    private static Process Start(RunInvocation request, PrivacyPolicy privacy, string pipe)
    {
        string recorder = typeof(FlightRecorderOptions).Assembly.Location;
        var start = new ProcessStartInfo(request.Command[0], request.Command.Skip(1)) { UseShellExecute = false };
        IDictionary<string, string?> variables = start.Environment;
        Append("DOTNET_STARTUP_HOOKS", recorder, Path.PathSeparator);
        Append("ASPNETCORE_HOSTINGSTARTUPASSEMBLIES", Path.GetFileNameWithoutExtension(recorder), ';');
        variables[InjectedRecorder.Folder] = request.Folder;
        variables[InjectedRecorder.Keep] = ((long)Math.Ceiling(request.Keep.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        variables[InjectedRecorder.MaxMemory] = request.MaxMemory.ToString(CultureInfo.InvariantCulture);
        variables[InjectedRecorder.MaxDisk] = request.MaxDisk.ToString(CultureInfo.InvariantCulture);
        variables[InjectedRecorder.MaxBody] = request.MaxBody.ToString(CultureInfo.InvariantCulture);
        variables[InjectedRecorder.MaxCpu] = request.MaxCpu.ToString(CultureInfo.InvariantCulture);
        variables[InjectedRecorder.Sample] = string.Join('\n', request.Sample);
        variables[InjectedRecorder.Sql] = request.Sql ? "1" : "";
        variables[InjectedRecorder.Sensitive] = request.CaptureSensitiveData ? "1" : "";
        variables[InjectedRecorder.Privacy] = string.Join('\n', privacy.Rules);
        variables[InjectedRecorder.Descriptors] = request.Privacy.Descriptors is { } descriptors ? Path.GetFullPath(descriptors) : "";
        variables[OrderPipe.Variable] = pipe;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception failure)
        {
            throw new CliException($"'{request.Command[0]}' cannot be started: {failure.Message}", failure);
        }

        // Other agents may be there already.
        void Append(string name, string value, char separator) =>
            variables[name] = variables.TryGetValue(name, out string? own) && !string.IsNullOrEmpty(own) ? $"{own}{separator}{value}" : value;
    }

    // A terminal sends Ctrl-C to the service as well; a signal that was sent to this process alone it never sees.
    private static async Task StopAsync(Process service, string pipe)
    {
        try
        {
            await RecorderOrder.SendAsync(pipe, OrderPipe.Stop, StopTimeout, CancellationToken.None);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException or UnauthorizedAccessException)
        {
            if (!service.HasExited)
            {
                service.Kill(entireProcessTree: true);
            }
        }
    }
}
