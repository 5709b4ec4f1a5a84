using System.Net.Sockets;
using InfernoSim.Replay;

namespace InfernoSim.Testing.Hosting.Processes;

/// <summary>Waits until a process answers.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <param name="address">Where it will listen.</param>
    /// <param name="path">What to ask for; <see langword="null"/> to be content with a connection.</param>
    /// <param name="timeout">How long.</param>
    /// <param name="exited">Completes with the exit code when the process is gone.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="NotReadyException">It exited, or did not answer in time.</exception>
    public static async Task WaitAsync(Uri address, string? path, TimeSpan timeout, Task<int> exited, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, TimeProvider.System);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var client = new HttpClient(HttpServiceUnderTest.CreateSocketsHandler());
        string last = "nothing listened";
        try
        {
            while (true)
            {
                if (exited.IsCompleted)
                {
                    throw new NotReadyException($"exited with code {await exited} before it was ready");
                }

                last = path is null ? await ConnectAsync(address, deadline.Token) : await AskAsync(client, new Uri(address, path), deadline.Token);
                if (last.Length == 0)
                {
                    return;
                }

                await Task.WhenAny(exited, Task.Delay(Interval, TimeProvider.System, deadline.Token));
                deadline.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NotReadyException($"was not ready within {GoDuration.Format(timeout)} ({new Uri(address, path ?? "")}: {last})");
        }
    }

    private static async Task<string> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
            return "";
        }
        catch (SocketException failure)
        {
            return failure.Message;
        }
    }

    private static async Task<string> AskAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)response.StatusCode < 400 ? "" : $"status {(int)response.StatusCode}";
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException)
        {
            return failure.Message;
        }
    }
}

/// <summary>A process did not become ready; the message continues a sentence about it.</summary>
#pragma warning disable CA1064 // Meets nobody but the launch.
internal sealed class NotReadyException(string message) : Exception(message);
#pragma warning restore CA1064
