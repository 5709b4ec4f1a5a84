using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Noise;
using InfernoSim.Planning;
using InfernoSim.TestKit.Hosting;
using static InfernoSim.TestKit.Hosting.GrpcShop;

namespace InfernoSim.Tests.Matching;

/// <summary>Messages of gRPC, field by field where descriptors say what they are made of.</summary>
public sealed class GrpcMessagesTests : IDisposable
{
    private static readonly HeaderMap Grpc = HeaderMap.Of(("Content-Type", "application/grpc"));

    private readonly TestFolder _folder = new();
    private readonly GrpcDescriptors _descriptors;

    public GrpcMessagesTests()
    {
        File.WriteAllBytes(_folder.File("shop.pb"), Descriptors());
        _descriptors = GrpcDescriptors.Open(_folder.File("shop.pb"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_body_is_an_array_of_its_messages_with_fields_by_their_names()
    {
        byte[] first = Message((1, "o-1"), (2, Item("tea", 350)), (2, Item("cup", -1)), (3, 1L), (4, new byte[] { 1, 0x96, 1 }), (5, Message((1, "en"), (2, "thanks"))), (6, 0.25), (7, 3L), (99, 8L), (99, "x"));

        Assert.Equal(
            """[{"id":"o-1","items":[{"sku":"tea","price":350},{"sku":"cup","price":-1}],"gift":true,"codes":[1,150],"notes":{"en":"thanks"},"weight":0.25,"change":-2,"99":[8,"eA=="]},{}]""",
            ToJson([.. GrpcShop.Frame(first), .. GrpcShop.Frame([])]));
    }

    [Fact]
    public void Messages_that_say_the_same_are_the_same_however_they_are_written()
    {
        string? one = ToJson(GrpcShop.Frame(Message((1, "o-1"), (3, 0L), (4, new byte[] { 1, 2 }), (5, Message((1, "a"), (2, "b"))), (5, Message((1, "c"))))));
        string? other = ToJson(GrpcShop.Frame(Message((5, Message((1, "c"), (2, ""))), (5, Message((2, "b"), (1, "a"))), (4, 1L), (4, 2L), (1, "o-0"), (1, "o-1"))));

        Assert.Equal("""[{"id":"o-1","codes":[1,2],"notes":{"a":"b","c":""}}]""", one);
        Assert.Equal(one, other);
    }

    [Fact]
    public void A_message_that_is_compressed_is_the_one_that_is_not()
    {
        byte[] order = Message((1, "o-1"));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(order);
        }

        byte[] frame = GrpcShop.Frame(packed.ToArray());
        frame[0] = 1;

        Assert.Equal(ToJson(GrpcShop.Frame(order)), ToJson(frame, HeaderMap.Of(("Content-Type", "application/grpc"), ("grpc-encoding", "gzip"))));
        Assert.Null(ToJson(frame));
    }

    [Theory]
    [InlineData("text/plain", 0)]
    [InlineData("application/grpc-web", 0)]
    [InlineData("application/grpc", 1)]
    [InlineData("application/grpc", 2)]
    [InlineData("application/grpc", 3)]
    [InlineData("application/grpc", 4)]
    public void What_is_no_message_of_the_method_is_compared_by_its_bytes(string type, int damage)
    {
        byte[] body = damage switch
        {
            0 => GrpcShop.Frame(Message((1, "o-1"))),
            1 => GrpcShop.Frame(Message((1, "o-1")))[..^1],
            2 => GrpcShop.Frame([0x0A, 9, 1]),
            3 => GrpcShop.Frame(Message((1, 5L))),
            _ => GrpcShop.Frame(Message((1, new byte[] { 0xFF }))),
        };

        Assert.Null(ToJson(body, HeaderMap.Of(("Content-Type", type))));
    }

    [Fact]
    public void A_length_beyond_the_body_is_no_message()
    {
        byte[] body = GrpcShop.Frame([]);
        BinaryPrimitives.WriteUInt32BigEndian(body.AsSpan(1), uint.MaxValue);

        Assert.Null(ToJson(body));
    }

    [Theory]
    [InlineData(90, true)]
    [InlineData(200, false)]
    [InlineData(2_000, false)]
    public void Messages_are_read_as_deep_as_protobuf_itself_reads_them(int depth, bool isRead)
    {
        byte[] deep = [];
        for (int i = 0; i < depth; i++)
        {
            deep = Message((8, deep));
        }

        Assert.Equal(isRead, ToJson(GrpcShop.Frame(deep)) is not null);
    }

    [Fact]
    public void A_call_is_the_recorded_one_where_its_messages_say_the_same_and_otherwise_names_the_field()
    {
        NoiseFilter filter = NoiseFilter.Of([], NoiseFacts.None, descriptors: _descriptors)!;
        IncidentEvent recorded = filter.Apply(Recorded(Message((1, "o-1"), (2, Item("tea", 350)))), OwnIds.None);
        DependencyRequest same = Apply(filter, Message((2, Message((2, 350L), (1, "tea"))), (1, "o-1"), (3, 0L)));
        DependencyRequest other = Apply(filter, Message((1, "o-1"), (2, Item("tea", 360))));

        CallKey key = CallKey.OfRecorded(recorded, OwnIds.None, out BodyKnowledge knowledge);
        var difference = CallDifference.Describe(recorded, other, TraceNoise.None);

        Assert.Equal(BodyKnowledge.Exact, knowledge);
        Assert.Equal(key, CallKey.Of(same, OwnIds.None));
        Assert.NotEqual(key, CallKey.Of(other, OwnIds.None));
        Assert.Equal(("body/0/items/0/price", "350", "360"), (difference.Location, difference.Expected, difference.Got));
        Assert.Equal(["application/grpc+json"], other.Headers.Values("Content-Type"));
    }

    [Fact]
    public void A_rule_names_a_field_of_a_message()
    {
        NoiseFilter filter = NoiseFilter.Of([NoiseRule.Parse("json: $[*].items[*].price; dependency: shop.test")], NoiseFacts.None, descriptors: _descriptors)!;

        IncidentEvent recorded = filter.Apply(Recorded(Message((1, "o-1"), (2, Item("tea", 350)))), OwnIds.None);
        DependencyRequest came = Apply(filter, Message((1, "o-1"), (2, Item("tea", 360))));

        Assert.Equal(CallKey.OfRecorded(recorded, OwnIds.None, out _), CallKey.Of(came, OwnIds.None));
    }

    [Fact]
    public void A_stream_is_followed_message_by_message()
    {
        byte[] first = GrpcShop.Frame(Message((1, "o-1"), (2, Item("tea", 350))));
        byte[] second = GrpcShop.Frame(Message((1, "o-2")));
        byte[] same = GrpcShop.Frame(Message((2, Message((2, 350L), (1, "tea"))), (1, "o-1"), (3, 0L)));
        DialogueMessages stream = Follow([.. first, .. second]);

        Assert.Equal(0, stream.PlaceOf(same.AsMemory(0, 3)));
        Assert.Equal(first.Length, stream.PlaceOf(same));
        Assert.Equal(first.Length, stream.PlaceOf((byte[])[.. same, .. second[..^1]]));
        Assert.Equal(first.Length + second.Length, stream.PlaceOf((byte[])[.. same, .. second]));
        Assert.Equal(-1, stream.PlaceOf(second));
        Assert.Equal(-1, stream.PlaceOf((byte[])[.. same, .. second, .. second]));
    }

    [Fact]
    public void A_message_of_a_stream_is_looked_at_once()
    {
        byte[] first = GrpcShop.Frame(Message((1, "o-1")));
        byte[] second = GrpcShop.Frame(Message((1, "o-2")));
        DialogueMessages stream = Follow([.. first, .. second]);

        Assert.Equal(first.Length, stream.PlaceOf(first));

        // Nobody sends another message in place of one that is sent. That it is not seen shows that nobody looks.
        Assert.Equal(first.Length + second.Length, stream.PlaceOf((byte[])[.. GrpcShop.Frame(Message((1, "o-9"))), .. second]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Rules_count_the_messages_of_a_stream_from_its_beginning(int atOnce)
    {
        byte[][] recorded = [.. Enumerable.Range(1, 4).Select(number => GrpcShop.Frame(Message((1, $"o-{number}"))))];
        byte[] other = GrpcShop.Frame(Message((1, "o-9")));

        // The third is the one that the rule names.
        Assert.Equal(4 * other.Length, Say([recorded[0], recorded[1], other, recorded[3]]));
        Assert.Equal(-1, Say([recorded[0], other, recorded[2], recorded[3]]));
        Assert.Equal(-1, Say([other, recorded[1], recorded[2], recorded[3]]));
        Assert.Equal(-1, Say([recorded[0], recorded[1], recorded[2], other]));

        long Say(byte[][] messages)
        {
            DialogueMessages stream = Follow([.. recorded.SelectMany(message => message)], "json: $[2].id; dependency: shop.test");
            long place = 0;
            for (int sent = atOnce; sent <= messages.Length && place >= 0; sent += atOnce)
            {
                place = stream.PlaceOf((byte[])[.. messages[..sent].SelectMany(message => message)]);
            }

            return place;
        }
    }

    [Fact]
    public void Messages_whose_order_is_ignored_are_compared_all_together()
    {
        byte[] first = GrpcShop.Frame(Message((1, "o-1")));
        byte[] second = GrpcShop.Frame(Message((1, "o-2")));
        byte[] third = GrpcShop.Frame(Message((1, "o-3")));
        DialogueMessages stream = Follow([.. first, .. second, .. third], "unordered: $; dependency: shop.test");

        Assert.Equal(first.Length + second.Length, stream.PlaceOf((byte[])[.. second, .. first]));
        Assert.Equal(first.Length + second.Length + third.Length, stream.PlaceOf((byte[])[.. second, .. first, .. third]));
    }

    [Fact]
    public void A_method_that_the_descriptors_do_not_know_is_said_once()
    {
        var incident = new Incident
        {
            Folder = "there",
            Exchanges = [],
            UnattributedCalls = [Recorded([]), Recorded([]) with { Url = "http://shop.test/shop.Orders/Cancel?x" }, Recorded([]) with { Url = "http://shop.test/shop.Orders/Cancel" }],
        };

        Assert.Equal(["the descriptors do not know /shop.Orders/Cancel, whose messages are compared by their bytes"], _descriptors.NotKnownOf(incident));
    }

    [Theory]
    [InlineData("none.pb", "none.pb: the descriptors cannot be read: ")]
    [InlineData("text.pb", "text.pb: this is no set of protobuf descriptors, or not all of one: ")]
    [InlineData("empty.pb", "empty.pb: there is no service in these descriptors. Give the file that protoc writes with descriptor_set_out and include_imports.")]
    public void A_file_that_is_no_set_of_descriptors_is_refused(string file, string problem)
    {
        _folder.Write("text.pb", "syntax = \"proto3\";");
        _folder.Write("empty.pb", "");

        var refused = Assert.Throws<ReplayConfigurationException>(() => GrpcDescriptors.Open(_folder.File(file)));

        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
    }

    private string? ToJson(byte[] body, HeaderMap? headers = null) =>
        new GrpcMessages(_descriptors.ResponseOf(GrpcShop.Path)!).ToJson(BodyContent.Of(body, headers ?? Grpc)) is { } json ? Encoding.UTF8.GetString(json) : null;

    private DialogueMessages Follow(byte[] recorded, params string[] rules) => new(
        NoiseFilter.Of([.. rules.Select(NoiseRule.Parse)], NoiseFacts.None, descriptors: _descriptors)!,
        Recorded([]) with { Body = RecordedBody.FromBytes(recorded) },
        Request([]));

    private static IncidentEvent Recorded(byte[] message) => new()
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = new IncidentTimestamp(0),
        Method = "POST",
        Url = $"http://shop.test{GrpcShop.Path}",
        Headers = Grpc,
        Body = RecordedBody.FromBytes(GrpcShop.Frame(message)),
        Status = 200,
        ResponseCaptured = true,
    };

    private static DependencyRequest Request(byte[] body) =>
        new() { Method = "POST", Scheme = "http", Authority = "shop.test", PathAndQuery = GrpcShop.Path, Headers = Grpc, Body = body };

    private static DependencyRequest Apply(NoiseFilter filter, byte[] message) =>
        filter.Apply(Request(GrpcShop.Frame(message)), OwnIds.None, NoiseContext.Unknown, new NoiseCount());
}
