using System.Buffers.Binary;
using System.Text;
using InfernoSim.Sql.Postgres.Protocol;

namespace InfernoSim.Sql.Tests.Postgres.Protocol;

public class StartUpRequestTests
{
    [Fact]
    public void A_session_names_its_user_and_its_database()
    {
        var request = StartUpRequest.Read(Session(3 << 16, "user", "ann", "database", "shop", "application_name", "x"));

        Assert.Equal(StartUpKind.Session, request.Kind);
        Assert.Equal("shop", request.Database);
        Assert.Equal("ann", request.Parameters["user"]);
        Assert.False(request.IsReplication);
    }

    [Fact]
    public void A_database_that_is_not_named_is_the_user_s() => Assert.Equal("ann", StartUpRequest.Read(Session(3 << 16, "user", "ann")).Database);

    [Theory]
    [InlineData("true", true)]
    [InlineData("database", true)]
    [InlineData("on", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    public void A_connection_of_replication_is_told_by_its_parameter(string value, bool expected) =>
        Assert.Equal(expected, StartUpRequest.Read(Session(3 << 16, "user", "ann", "replication", value)).IsReplication);

    [Theory]
    [InlineData(80877103, "Tls")]
    [InlineData(80877104, "Gss")]
    [InlineData(80877102, "Cancel")]
    public void A_request_that_begins_no_session_is_told_by_its_code(int code, string expected)
    {
        byte[] content = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(content, code);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4), 77);

        var request = StartUpRequest.Read(content);

        Assert.Equal(expected, request.Kind.ToString());
        Assert.Equal(request.Kind == StartUpKind.Cancel ? 77 : 0, request.ProcessId);
    }

    [Fact]
    public void Another_version_of_the_protocol_is_refused_by_its_number()
    {
        var refusal = Assert.Throws<PostgresProtocolException>(() => StartUpRequest.Read(Session(2 << 16, "user", "ann")));

        Assert.Contains("version 2.0", refusal.Message, StringComparison.Ordinal);
    }

    private static byte[] Session(int version, params string[] texts)
    {
        byte[] code = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(code, version);
        return [.. code, .. texts.SelectMany(text => (byte[])[.. Encoding.UTF8.GetBytes(text), 0]), 0];
    }
}
