using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Postgres.Replaying;

/// <summary>One connection to the stub, from its start-up message to its end.</summary>
/// <param name="socket">The connection; closed at the end.</param>
/// <param name="certificate">What is shown to a client that asks for TLS.</param>
/// <param name="answers">Answers statements.</param>
/// <param name="cancellations">Cancels them.</param>
/// <param name="time">The clock.</param>
internal sealed class StubConnection(Socket socket, SslStreamCertificateContext certificate, StatementAnswers answers, Cancellations cancellations, TimeProvider time)
{
    // What every server tells, and drivers rely on, where the recording does not say.
    private static readonly KeyValuePair<string, string>[] UsualSettings =
    [
        new("client_encoding", "UTF8"), new("DateStyle", "ISO, MDY"), new("integer_datetimes", "on"), new("server_encoding", "UTF8"),
        new("server_version", "16.0"), new("standard_conforming_strings", "on"), new("TimeZone", "UTC"),
    ];

    /// <summary>Serves the client. Does not fail.</summary>
    /// <param name="stopping">Ends it.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        await using var client = new ConnectionLeg(socket);
        try
        {
            if (await StartUpReader.ReadAsync(client, certificate, stopping) is { } startUp)
            {
                await ServeAsync(startUp.Request, client.Reader, OutputTo(client), stopping);
                await client.EndAsync();
            }
        }
        catch (PostgresProtocolException e)
        {
            await EndAsync(OutputTo(client), "08P01", e.Message);
        }
        catch (Exception e) when (ConnectionLeg.IsOver(e))
        {
            // It is over.
        }
    }

    private static StubOutput OutputTo(ConnectionLeg client) => new(PipeWriter.Create(client.Stream, new StreamPipeWriterOptions(leaveOpen: true)));

    private static async Task EndAsync(StubOutput output, string sqlState, string message)
    {
        output.Messages.Diagnostic(BackendMessage.ErrorResponse, DiagnosticFields.Of("FATAL", sqlState, $"infernosim: {message}"));
        try
        {
            await output.FlushAsync(CancellationToken.None);
        }
        catch (Exception e) when (ConnectionLeg.IsOver(e) || e is InvalidOperationException)
        {
            // The client has gone, or TLS has not come about.
        }
    }

    private async Task ServeAsync(StartUpRequest request, PipeReader from, StubOutput output, CancellationToken stopping)
    {
        if (request.Kind == StartUpKind.Cancel)
        {
            cancellations.Cancel(request.ProcessId);
            return;
        }

        if (request.IsReplication)
        {
            await EndAsync(output, "0A000", "replication cannot be replayed: it is not recorded");
            return;
        }

        using StatementCancellation cancellation = cancellations.Open();
        Greet(request, output.Messages, cancellation.Process);
        await output.FlushAsync(stopping);
        await using var inbox = new MessageInbox(from, stopping);
        var statements = new StatementRunner(request.Database, inbox, output, answers, cancellation, time);
        try
        {
            await new StubSession(request.Database, inbox, output, statements).RunAsync();
        }
        finally
        {
            statements.End();
        }

        await output.FlushAsync(CancellationToken.None);
    }

    private void Greet(StartUpRequest request, MessageWriter messages, int process)
    {
        string[] unknown = [.. request.Parameters.Keys.Where(name => name.StartsWith("_pq_.", StringComparison.Ordinal))];
        if (request.MinorVersion > 0 || unknown.Length > 0)
        {
            messages.NegotiateVersion(unknown);
        }

        messages.AuthenticationOk();
        var settings = answers.Recording.SettingsOf(request.Database).ToList();
        foreach ((string name, string value) in settings.Count > 0 ? settings : [.. UsualSettings])
        {
            messages.ParameterStatus(name, value);
        }

        messages.BackendKey(process, process);
        messages.ReadyForQuery('I');
    }
}
