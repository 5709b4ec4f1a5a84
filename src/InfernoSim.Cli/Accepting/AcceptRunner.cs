using InfernoSim.Cli.CommandLine;
using InfernoSim.Cli.Terminal;

namespace InfernoSim.Cli.Accepting;

/// <summary>Carries out <c>infernosim accept</c>: find, rename, print.</summary>
internal sealed class AcceptRunner(CliConsole console)
{
    /// <summary>Accepts what there is.</summary>
    /// <returns>The exit code: whether each could be accepted.</returns>
    /// <exception cref="CliException">There is nothing at the location.</exception>
    public int Run(AcceptInvocation request, CancellationToken stop)
    {
        int code = ExitCode.Success;
        int accepted = 0;
        int others = 0;
        foreach (string received in ReceivedFiles.In(request.Location))
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                if (!request.All && !ReceivedFiles.IsSummary(received))
                {
                    others++;
                    continue;
                }

                console.Say($"accepted {Accept(received)}");
                accepted++;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                console.Note($"{received} cannot be accepted: {failure.Message}");
                code = ExitCode.CannotRun;
            }
        }

        Conclude(request, accepted, others, code);
        return code;
    }

    private static string Accept(string received)
    {
        string verified = ReceivedFiles.VerifiedOf(received);
        File.Move(received, verified, overwrite: true);
        return verified;
    }

    private void Conclude(AcceptInvocation request, int accepted, int others, int code)
    {
        if (accepted == 0 && code == ExitCode.Success)
        {
            console.Say($"nothing to accept in {request.Location}");
        }

        if (others > 0)
        {
            console.Note($"left alone: {others} received {(others == 1 ? "file that is not a snapshot" : "files that are not snapshots")} of a summary; --all accepts {(others == 1 ? "it" : "them")} too");
        }
    }
}
