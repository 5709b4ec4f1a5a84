using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Recording;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Sql.Postgres.Recording;
using InfernoSim.Sql.Postgres.Replaying;
using InfernoSim.Sql.Tests.Postgres.Shops;
using InfernoSim.TestKit.Sockets;
using Npgsql;

namespace InfernoSim.Sql.Tests.Postgres.Connections;

/// <summary>TLS between the real driver and the stub, and on both sides of the relay, which has a stub for its server.</summary>
public sealed class TlsTests : IDependencyResponder, IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly IncidentLogWriter _log;
    private readonly List<IAsyncDisposable> _started = [];

    public TlsTests() => _log = IncidentLogWriter.Open(_folder.File("sql.log"));

    [Theory]
    [InlineData("Disable")]
    [InlineData("Prefer")]
    [InlineData("Require")]
    public async Task The_stub_speaks_TLS_with_whoever_asks_for_it(string mode)
    {
        int port = Server();

        Assert.Equal(7, await AskAsync(port, $"SSL Mode={mode}"));
    }

    [Fact]
    public async Task The_stub_shows_the_certificate_that_it_is_given()
    {
        string pem = PemFile.Write(_folder.File("own.pem"));
        int port = Server(pem);

        Assert.Equal(7, await AskAsync(port, $"SSL Mode=VerifyFull;Root Certificate={pem}"));
    }

    [Fact]
    public async Task Nobody_trusts_the_certificate_that_is_made()
    {
        int port = Server();

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => AskAsync(port, "SSL Mode=VerifyFull"));
    }

    [Theory]
    [InlineData("Disable", nameof(TlsMode.Disable))]
    [InlineData("Require", nameof(TlsMode.Disable))]
    [InlineData("Disable", nameof(TlsMode.Require))]
    [InlineData("Require", nameof(TlsMode.Require))]
    [InlineData("Require", nameof(TlsMode.VerifyCa))]
    [InlineData("Require", nameof(TlsMode.VerifyFull))]
    public async Task The_relay_ends_TLS_on_both_sides_and_records_what_is_inside(string client, string server)
    {
        string pem = PemFile.Write(_folder.File("server.pem"));
        int port = Relay(new ServerAddress("localhost", Server(pem)) { Tls = Enum.Parse<TlsMode>(server), Roots = RootsIn(pem) });

        Assert.Equal(7, await AskAsync(port, $"SSL Mode={client}"));

        Assert.Contains("UPDATE a SET b = 1", await RecordedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_trusted_is_not_spoken_to()
    {
        int port = Relay(new ServerAddress("localhost", Server()) { Tls = TlsMode.VerifyFull, Roots = RootsIn(PemFile.Write(_folder.File("other.pem"))) });

        var error = await Assert.ThrowsAsync<PostgresException>(() => AskAsync(port, "SSL Mode=Require"));

        Assert.Equal("08006", error.SqlState);
        Assert.Contains("cannot be reached: TLS failed", error.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_the_certificate_does_not_have_matters_to_verify_full_alone()
    {
        string pem = PemFile.Write(_folder.File("server.pem"));
        var server = new ServerAddress("127.0.0.1", Server(pem)) { Roots = RootsIn(pem) };

        Assert.Equal(7, await AskAsync(Relay(server with { Tls = TlsMode.VerifyCa }), ""));
        await Assert.ThrowsAsync<PostgresException>(() => AskAsync(Relay(server with { Tls = TlsMode.VerifyFull }), ""));
    }

    [Fact]
    public async Task A_server_without_TLS_is_not_spoken_to_where_TLS_is_asked_for()
    {
        using var listener = new RawServer();
        Task refusing = RefuseTlsAsync(listener);
        int port = Relay(new ServerAddress("127.0.0.1", listener.Port) { Tls = TlsMode.Require });

        var error = await Assert.ThrowsAsync<PostgresException>(() => AskAsync(port, "SSL Mode=Disable;GSS Encryption Mode=Disable"));

        await refusing;
        Assert.Contains("it offers no TLS, and sslmode asks for it", error.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_stands_in_clear_text_before_the_handshake_ends_the_connection()
    {
        using var client = new TcpClient("127.0.0.1", Server());
        byte[] request = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(request, 8);
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(4), (1234 << 16) | 5679);
        await client.GetStream().WriteAsync(request);

        using var reader = new StreamReader(client.GetStream());
        string said = await reader.ReadToEndAsync();

        Assert.Contains("asked for TLS and went on in clear text", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_key_is_no_certificate()
    {
        string path = PemFile.Write(_folder.File("certificate.pem"), _folder.File("key.pem"));

        var failure = Assert.Throws<CertificateFileException>(() => ServerCertificate.Load(path));

        Assert.StartsWith($"'{path}' cannot be used as a certificate: ", failure.Message, StringComparison.Ordinal);
    }

    ValueTask<DependencyAnswer> IDependencyResponder.AnswerAsync(DependencyRequest request, CancellationToken cancellationToken) => ValueTask.FromResult(
        new DependencyAnswer { Status = 200, Body = Encoding.UTF8.GetBytes("""{"sets":[{"tag":"UPDATE 7"}]}""") });

    public async ValueTask DisposeAsync()
    {
        _started.Reverse();
        foreach (IAsyncDisposable started in _started)
        {
            await started.DisposeAsync();
        }

        await _log.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task RefuseTlsAsync(RawServer listener)
    {
        using RawPeer client = await listener.AcceptAsync();
        await client.ReadExactlyAsync(8);
        await client.SendAsync("N");
    }

    private static X509Certificate2Collection RootsIn(string pem)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(pem);
        return roots;
    }

    private static async Task<int> AskAsync(int port, string more)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create($"Host=localhost;Port={port};Username=ann;Database=shop;Server Compatibility Mode=NoTypeLoading;Pooling=false;{more}");
        return await source.CreateCommand("UPDATE a SET b = 1").ExecuteNonQueryAsync();
    }

    private int Server(string? pem = null)
    {
        var incident = new Incident { Folder = "", Exchanges = [], UnattributedCalls = [] };
        var stub = PostgresStub.Start([StubbedShop.BoundSocket()], new ConnectionRecording(incident), this, TimeProvider.System, pem is null ? null : ServerCertificate.Load(pem));
        _started.Add(stub);
        return stub.EndPoints[0].Port;
    }

    private int Relay(ServerAddress server)
    {
        var relay = PostgresRelay.Start([StubbedShop.BoundSocket()], server, new SqlRecorder(() => _log, null), new OpenExchanges(), TimeProvider.System);
        _started.Add(relay);
        return relay.EndPoints[0].Port;
    }

    private async Task<string> RecordedAsync()
    {
        await _started[^1].DisposeAsync();
        await _log.DisposeAsync();
        return await File.ReadAllTextAsync(_folder.File("sql.log"));
    }
}
