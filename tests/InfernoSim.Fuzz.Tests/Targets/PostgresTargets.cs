using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InfernoSim.Fuzz.Tests.Running;
using InfernoSim.Incidents;
using InfernoSim.Recording;
using InfernoSim.Sql.Postgres.Connections;
using InfernoSim.Sql.Postgres.Protocol;
using InfernoSim.Sql.Postgres.Recording;
using InfernoSim.Sql.Postgres.Values;
using InfernoSim.Sql.Tests.Postgres.Protocol;
using InfernoSim.Statements;

namespace InfernoSim.Fuzz.Tests.Targets;

/// <summary>What reads the protocol of PostgreSQL.</summary>
internal static class PostgresTargets
{
    private const int MostKept = 2_000;
    private const int Int4 = 23;

    // Between what the client and the server say in a conversation.
    private const string ByClient = "<<C>>";
    private const string ByServer = "<<S>>";

    /// <summary>The targets.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new(
            "start-up of PostgreSQL",
            [
                StartUp(196608, "user\0shop\0database\0orders\0application_name\0x\0\0"), StartUp(80877103, ""), StartUp(80877104, ""), StartUp(80877102, "\0\0\0\u0001abcd"), StartUp(196610, "user\0a\0_pq_.x\0y\0replication\0true\0\0"),
            ],
            ReadStartUp)
        {
            Refusals = [typeof(PostgresProtocolException)],
            Words = FuzzTarget.BytesOf("user\0", "database\0", "replication\0", "_pq_.\0", "\0\0\0\b", "\0"),
        },
        new(
            "login of PostgreSQL",
            [
                new SentMessages().Add('R', 10, "SCRAM-SHA-256-PLUS", "SCRAM-SHA-256", (byte)0).Bytes, new SentMessages().Add('R', 0).Bytes, new SentMessages().Add('p', "SCRAM-SHA-256", 7, (byte)'n', (byte)',', (byte)',', "n=").Bytes,
                new SentMessages().Add('p', "SCRAM-SHA-256-PLUS", 3, (byte)'y').Bytes, new SentMessages().Error("28P01", "no").Bytes,
            ],
            ReadLogin)
        {
            Refusals = [typeof(PostgresProtocolException)],
            Words = FuzzTarget.BytesOf("SCRAM-SHA-256-PLUS\0", "SCRAM-SHA-256\0", "\0\0\0\n"),
        },
        new("messages of PostgreSQL", [.. Messages().Select(message => message.Bytes), [.. Messages().SelectMany(message => message.Bytes)]], ReadMessages)
        {
            Refusals = [typeof(PostgresProtocolException)],
        },
        new("conversation of PostgreSQL", [.. Conversations()], ReadConversation)
        {
            Found = [Convert.FromBase64String("PDxTPj5SAAAACAAAAABTAAAAEVRpbWVab25lAFVUQwBaAAAABUk8PEM+PlEAAAAbQ09QWSBvcmRlcnMgRlJPTSBTVERJTgA8PFM+PkcAAAAJAAABAAA8PEM+PmQAAAAIMQkyCmMAAEVDVCAxIC8qIGEgKi8APDxTPj5UAAAAGgABeAAAAAAAAAAAAAAXAAT/////AABEAAAACwABAAAAATFDAAAADVNFTEVDVCAxAFoAAAAFSQ==")],
            Words = FuzzTarget.BytesOf(ByClient, ByServer, "BEGIN", "COPY orders FROM STDIN", "/*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/", "LISTEN x", "DECLARE c CURSOR FOR SELECT 1"),
            Cost = 4,
        },
        new("values of PostgreSQL", [.. Values()], ReadValue)
        {
            Words = FuzzTarget.BytesOf("1700\n", "1231\n", "1007\n", "3802\n", "2950\n", "701\n", "1184\n", "\0\0\0\u0001", "\u007f\u00f0"),
        },
    ];

    private static byte[] StartUp(int code, string content)
    {
        // The same fields as in a message that has a type.
        byte[] message = new SentMessages().Add('?', code, Encoding.Latin1.GetBytes(content)).Bytes;
        return message[1..];
    }

    private static IEnumerable<SentMessages> Messages() =>
    [
        new SentMessages().Query("SELECT 1; SELECT 2"),
        new SentMessages().Run("SELECT id FROM orders WHERE id = $1", "7", null).Sync(),
        new SentMessages().Add('P', "s1", "INSERT INTO a VALUES ($1)", (short)1, Int4).Add('B', "", "s1", (short)1, (short)1, (short)1, 4, 42, (short)1, (short)1).Add('D', (byte)'S', "s1").Add('C', (byte)'P', "p").Add('H'),
        new SentMessages().Columns(Int4, "id", "name").Row("7", null).Add('C', "SELECT 1").Ready(),
        new SentMessages().Error("23505", "duplicate key").Ready('E'),
        new SentMessages().Add('t', (short)2, Int4, 25).Add('n').Add('G', (byte)0, (short)1, (short)0).Add('H', (byte)1, (short)1, (short)1).Add('d', new byte[] { 1, 2, 3 }).Add('c'),
        new SentMessages().Add('S', "TimeZone", "UTC").Add('K', 7, 8).Add('N', (byte)'S', "NOTICE", (byte)0).Add('v', 0, 1, "_pq_.x"),
    ];

    private static IEnumerable<byte[]> Conversations()
    {
        SentMessages opened = new SentMessages().Add('R', 0).Add('S', "TimeZone", "UTC").Ready();
        yield return Talk((false, opened), (true, new SentMessages().Query("SELECT 1 /* a */")), (false, new SentMessages().Columns(Int4, "x").Row("1").Add('C', "SELECT 1").Ready()));
        yield return Talk(
            (false, opened),
            (true, new SentMessages().Run("SELECT id, name FROM orders WHERE id = $1", "7").Run("SELECT 2").Sync()),
            (false, new SentMessages().Add('1').Add('2').Columns(Int4, "id", "name").Row("7", null).Add('C', "SELECT 1").Add('1').Add('2').Columns(Int4, "x").Row("2").Add('C', "SELECT 1").Ready()));
        yield return Talk(
            (false, opened),
            (true, new SentMessages().Query("COPY orders FROM STDIN")),
            (false, new SentMessages().Add('G', (byte)0, (short)1, (short)0)),
            (true, new SentMessages().Add('d', "1\t2\n"u8.ToArray()).Add('c')),
            (false, new SentMessages().Add('C', "COPY 1").Ready()));
        yield return Talk(
            (false, opened),
            (true, new SentMessages().Query("BEGIN")),
            (false, new SentMessages().Add('C', "BEGIN").Ready('T')),
            (true, new SentMessages().Run("INSERT INTO a VALUES ($1) /*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/", "1").Sync()),
            (false, new SentMessages().Add('1').Add('2').Add('n').Error("23505", "duplicate key").Ready('E')),
            (true, new SentMessages().Query("ROLLBACK; COPY a TO STDOUT")),
            (false, new SentMessages().Add('C', "ROLLBACK").Add('H', (byte)1, (short)1, (short)1).Add('d', new byte[] { 1, 2, 255 }).Add('c').Add('C', "COPY 1").Ready()));
        yield return Talk(
            (false, opened),
            (true, new SentMessages().Parse("s", "SELECT $1::numeric").Add('D', (byte)'S', "s").Sync()),
            (false, new SentMessages().Add('1').Add('t', (short)1, 1700).Columns(1700, "n").Ready()),
            (true, new SentMessages().Add('B', "", "s", (short)1, (short)1, (short)1, 10, new byte[] { 0, 1, 0, 0, 0, 0, 0, 1, 0, 7 }, (short)1, (short)1).Add('E', "", 1).Sync()),
            (false, new SentMessages().Add('2').Add('D', (short)1, 10, new byte[] { 0, 1, 0, 0, 0, 0, 0, 1, 0, 7 }).Add('s').Ready()));
    }

    private static byte[] Talk(params (bool IsClient, SentMessages Messages)[] turns) =>
        [.. turns.SelectMany(turn => (byte[])[.. Encoding.ASCII.GetBytes(turn.IsClient ? ByClient : ByServer), .. turn.Messages.Bytes])];

    private static IEnumerable<byte[]> Values()
    {
        (int Type, string Hex)[] values =
        [
            (16, "01"), (17, "00ff"), (20, "00000000000000ff"), (21, "8000"), (Int4, "7fffffff"), (25, "616263"), (26, "ffffffff"), (700, "3fc00000"), (701, "7ff0000000000000"), (1082, "00002345"), (1083, "000000141dd76000"),
            (1114, "0002a1b2c3d4e5f6"), (1184, "0002a1b2c3d4e5f6"), (1700, "000300010000000200010929152b"), (1700, "00000000c0000000"), (2950, "00112233445566778899aabbccddeeff"), (3802, "017b7d"), (1186, "000000000000000000000000"),
            (1007, "0000000100000001000000170000000200000001000000040000000affffffff"), (1009, "000000000000000000000019"), (1231, "0000000100000000000006a400000001000000010000000a00010000000000000007"),
        ];
        return values.Select(value => (byte[])[.. Encoding.ASCII.GetBytes($"{value.Type}\n"), .. Convert.FromHexString(value.Hex)]);
    }

    private static void ReadStartUp(byte[] input)
    {
        byte[]? whole = Arrival.Read([input], pipe => new ValueTask<byte[]?>(WholeMessage.ReadAsync(pipe, hasType: false, CancellationToken.None)));
        byte[]? inPieces = Arrival.Read(Arrival.InPieces(input), pipe => new ValueTask<byte[]?>(WholeMessage.ReadAsync(pipe, hasType: false, CancellationToken.None)));

        Assert.Equal(whole, inPieces);
        if (whole is not null)
        {
            StartUpRequest request = StartUpRequest.Read(whole.AsSpan(sizeof(int)));
            _ = (request.Database, request.IsReplication);
        }
    }

    private static void ReadLogin(byte[] input)
    {
        if (Arrival.Read([input], pipe => new ValueTask<byte[]?>(WholeMessage.ReadAsync(pipe, hasType: true, CancellationToken.None))) is { } message)
        {
            byte[] offer = SaslOffer.WithoutBinding(message);
            Assert.Equal(offer, Arrival.Read([offer], pipe => new ValueTask<byte[]?>(WholeMessage.ReadAsync(pipe, hasType: true, CancellationToken.None))));
            _ = SaslOffer.Binds(message);
        }
    }

    private static void ReadMessages(byte[] input)
    {
        var whole = new SeenMessages();
        var inPieces = new SeenMessages();
        Exception? failure = Record.Exception(() => new MessageSplitter(whole, MostKept).Take(new ReadOnlySequence<byte>(input)));
        Exception? failureInPieces = Record.Exception(() => new MessageSplitter(inPieces, MostKept).Take(Arrival.InSegments(input)));

        Assert.True(failure is null or PostgresProtocolException, $"{failure}");
        Assert.Equal(failure?.Message, failureInPieces?.Message);
        Assert.Equal(whole.All, inPieces.All);
        foreach ((byte type, string content, int size) in whole.All)
        {
            Parse(type, Convert.FromHexString(content), isCut: size > MostKept);
        }
    }

    // Of both directions, which share types.
    private static void Parse(byte type, byte[] content, bool isCut)
    {
        Exception?[] failures =
        [
            Record.Exception(() =>
            {
                switch (type)
                {
                    case FrontendMessage.Parse: _ = ParseMessage.Read(content, isCut); break;
                    case FrontendMessage.Bind: _ = BindMessage.Read(content, isCut); break;
                    case FrontendMessage.Describe or FrontendMessage.Close: _ = TargetMessage.Read(content); break;
                    case FrontendMessage.Execute: _ = ExecuteMessage.Read(content); break;
                }
            }),
            Record.Exception(() =>
            {
                switch (type)
                {
                    case BackendMessage.RowDescription: _ = ColumnDescription.ReadAll(content); break;
                    case BackendMessage.DataRow: _ = DataRow.Read(content); break;
                    case BackendMessage.ParameterDescription: _ = ParameterTypes.Read(content); break;
                    case BackendMessage.ErrorResponse or BackendMessage.NoticeResponse: _ = DiagnosticFields.Read(content).IsFatal; break;
                    case BackendMessage.CopyInResponse or BackendMessage.CopyOutResponse: _ = CopyFormats.Read(content); break;
                }
            }),
        ];
        Assert.All(failures, failure => Assert.True(failure is null or PostgresProtocolException, $"{failure}"));
    }

    private static void ReadConversation(byte[] input)
    {
        var log = new ReadBackLog();
        var recorder = new SqlRecorder(() => log, null, MostKept);
        var statements = new StatementLog(recorder, new OpenExchanges(), TimeProvider.System);
        var replies = new ReplyQueue();
        var client = new MessageSplitter(new ClientMessages(replies, statements, "shop"), MostKept);
        var server = new MessageSplitter(new ServerMessages(replies, statements, "shop"), MostKept);
        try
        {
            foreach ((bool isClient, byte[] bytes) in TurnsOf(input))
            {
                (isClient ? client : server).Take(bytes);
            }
        }
        catch (PostgresProtocolException)
        {
            // The rest of such a connection is passed on, and not recorded.
        }

        foreach (StatementInProgress statement in replies.TakeStatements())
        {
            statements.End("shop", statement, "connection_reset: db:5432");
        }

        Assert.Null(log.Failure);
    }

    private static IEnumerable<(bool IsClient, byte[] Bytes)> TurnsOf(byte[] input)
    {
        // One character a byte.
        string text = Encoding.Latin1.GetString(input);
        foreach (string piece in text.Split("<<", StringSplitOptions.RemoveEmptyEntries))
        {
            bool isClient = piece.StartsWith("C>>", StringComparison.Ordinal);
            bool isServer = piece.StartsWith("S>>", StringComparison.Ordinal);
            yield return (isClient, Encoding.Latin1.GetBytes(isClient || isServer ? piece[3..] : piece));
        }
    }

    private static void ReadValue(byte[] input)
    {
        int end = input.AsSpan().IndexOf((byte)'\n');
        uint type = end > 0 && uint.TryParse(input.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out uint written) ? written : 25;
        byte[] value = input[(end + 1)..];

        Assert.All([ValueFormat.Text, ValueFormat.Binary], format => Assert.Equal(value, WireValue.Of(type, format, Recorded(type, format, value))));
    }

    private static JsonElement Recorded(uint type, ValueFormat format, byte[] value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, SqlValues.Options))
        {
            ReadableValue.Write(json, type, format, value);
        }

        JsonElement recorded = JsonSerializer.Deserialize<JsonElement>(bytes.WrittenSpan);
        try
        {
            _ = OtherFormat.Of(type, format, recorded);
        }
        catch (FormatException)
        {
            // There is no other form of it, which the client is told.
        }

        return recorded;
    }

    /// <summary>What a splitter finds, with its content in hexadecimal.</summary>
    private sealed class SeenMessages : IMessageSink
    {
        public List<(byte Type, string Content, int Size)> All { get; } = [];

        public bool Wants(byte type) => true;

        public void Message(byte type, ReadOnlySpan<byte> content, int size) => All.Add((type, Convert.ToHexString(content), size));
    }

    /// <summary>A log that reads each line that it is given, as a replay will.</summary>
    private sealed class ReadBackLog : IEventLog
    {
        private readonly EventLine _line = new();

        public Exception? Failure { get; private set; }

        public ValueTask AppendAsync(IncidentEvent incidentEvent)
        {
            Failure ??= Record.Exception(() =>
            {
                _line.Write(incidentEvent);
                _ = new EventParser(new LogSource("sql.log")).Parse(_line.Line[..^1], 1, 0);
            });
            return ValueTask.CompletedTask;
        }
    }
}
