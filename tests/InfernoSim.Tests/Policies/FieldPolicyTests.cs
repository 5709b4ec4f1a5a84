using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using InfernoSim.Incidents;
using InfernoSim.Matching;
using InfernoSim.Policies;
using InfernoSim.Privacy;
using InfernoSim.Scrubbing;
using InfernoSim.TestKit.Hosting;
using static InfernoSim.TestKit.Hosting.GrpcShop;

namespace InfernoSim.Tests.Policies;

/// <summary>What is written down of messages of gRPC where descriptors say what they are made of.</summary>
public sealed class FieldPolicyTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public FieldPolicyTests() => File.WriteAllBytes(_folder.File("shop.pb"), Descriptors());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("token json: $[*].id", "\"o-1\"", "\"tok_A1[0-9a-f]{18}\"")]
    [InlineData("token json: $[*].items[0].price", "350", "9[0-9]{8}")]
    [InlineData("token json: $[*].items[1].price", ":-1", ":9[0-9]{8}")]
    [InlineData("token json: $[*].items[1].sku", "\"cup\"", "\"tok_A1[0-9a-f]{18}\"")]
    [InlineData("token json: $[*].codes[1]", "150", "9[0-9]{8}")]
    [InlineData("token json: $[*].change", "-2", "9[0-9]{8}")]
    [InlineData("token json: $[*].weight", "0.25", "9[0-9]{8}")]
    [InlineData("redact json: $[*].notes.*", "\"thanks\"", @"""\[REDACTED\]""")]
    [InlineData("drop json: $[*].items[0].price", ",\"price\":350", "")]
    [InlineData("drop json: $[*].items", "\"items\":[{\"sku\":\"tea\",\"price\":350},{\"sku\":\"cup\",\"price\":-1}],", "")]
    [InlineData("drop json: $[*].codes", "\"codes\":[1,150],", "")]
    [InlineData("drop json: $[*].gift", "\"gift\":true,", "")]
    [InlineData("drop json: $[*].weight", "\"weight\":0.25,", "")]
    [InlineData("redact json: $[1].id", "", "")]
    [InlineData("redact json: $[*].id; route: POST /shop.Orders/Cancel", "", "")]
    public void A_field_is_written_as_the_rule_says_and_all_others_as_they_were(string rule, string was, string written)
    {
        const string Whole = """[{"id":"o-1","items":[{"sku":"tea","price":350},{"sku":"cup","price":-1}],"gift":true,"codes":[1,150],"notes":{"en":"thanks"},"weight":0.25,"change":-2,"99":[8]}]""";
        byte[] order = Message((99, 8L), (1, "o-1"), (2, Item("tea", 350)), (2, Item("cup", -1)), (3, 1L), (4, new byte[] { 1, 0x96, 1 }), (5, Message((1, "en"), (2, "thanks"))), (6, 0.25), (7, 3L));

        string became = ToJson(Scrub([rule], Request(GrpcShop.Frame(order))));

        int at = Whole.IndexOf(was, StringComparison.Ordinal);
        Assert.Matches($"^{Regex.Escape(Whole[..at])}{written}{Regex.Escape(Whole[(at + was.Length)..])}$", became);
    }

    [Fact]
    public void Secrets_are_found_by_their_form_and_by_the_names_of_fields_also_where_a_message_is_compressed()
    {
        byte[] order = Message((1, "ann@shop.de"), (5, Message((1, "password"), (2, "hunter2"))), (5, Message((1, "bo@shop.de"), (2, "x"))), (2, Item("tea", 4111111111111111)));

        IncidentEvent scrubbed = Scrub([], Request([.. Packed(order), .. GrpcShop.Frame(Message((1, "o-1")))], "gzip"));

        string written = ToJson(scrubbed);
        Assert.Matches("""^\[{"id":"tok_[0-9a-f]{20}@tokens\.invalid","items":\[{"sku":"tea","price":9[0-9]{15}}],"notes":{"password":"tok_A1[0-9a-f]{18}","tok_[0-9a-f]{20}@tokens\.invalid":"x"}},{"id":"o-1"}]$""", written);
    }

    [Fact]
    public void Without_descriptors_a_message_that_holds_a_secret_is_left_out_though_it_is_compressed()
    {
        byte[] order = Message((1, "ghp_abcdefghijklmnopqrstuvwxyz0123456789"));

        IncidentEvent scrubbed = new EventScrubber(new SecretTokens(new byte[32]), new SecretMarks(new byte[32])).Scrub(Request(Packed(order), "gzip"));

        Assert.True(scrubbed.Body is { IsRedacted: true, IsTruncated: true });
    }

    [Fact]
    public void A_message_with_a_secret_in_what_is_no_text_is_left_out()
    {
        byte[] order = Message((1, "o-1"), (99, "ghp_abcdefghijklmnopqrstuvwxyz0123456789"));

        Assert.True(Scrub([], Request(GrpcShop.Frame(order))).Body is { IsRedacted: true, IsTruncated: true });
    }

    [Fact]
    public void What_is_no_message_is_left_out_where_a_rule_is_for_it()
    {
        byte[] cut = GrpcShop.Frame(Message((1, "o-1")))[..^1];

        Assert.True(Scrub(["redact json: $[*].id"], Request(cut)).Body.IsRedacted);
        Assert.Equal(cut, Scrub(["redact json: $[*].id; route: POST /other"], Request(cut)).Body.GetBytes().ToArray());
        Assert.Equal(cut, Scrub([], Request(cut)).Body.GetBytes().ToArray());
    }

    [Fact]
    public void A_secret_is_kept_where_a_rule_says_so() => Assert.Equal(
        """[{"id":"ghp_abcdefghijklmnopqrstuvwxyz0123456789"}]""",
        ToJson(Scrub(["keep json: $[*].id"], Request(GrpcShop.Frame(Message((1, "ghp_abcdefghijklmnopqrstuvwxyz0123456789")))))));

    [Fact]
    public void What_was_answered_to_a_message_is_answered_to_it_still()
    {
        byte[] first = GrpcShop.Frame(Message((1, "a name that is longer than its token is")));
        byte[] second = GrpcShop.Frame(Message((1, "Bo")));
        byte[] both = [.. first, .. second];

        IncidentEvent scrubbed = Scrub(["token json: $[*].id"], Request(both) with
        {
            ResponseHeaders = HeaderMap.Of(("Content-Type", "application/grpc")),
            ResponseBody = RecordedBody.FromBytes(both),
            ResponsePieces = [new(1, 0), new(2, first.Length), new(3, both.Length)],
            Turns = [new(first.Length, 0), new(first.Length, first.Length), new(both.Length, both.Length)],
        });

        byte[] written = scrubbed.Body.GetBytes().ToArray();
        long end = GrpcMessages.EndOf(written, 1, out _);
        Assert.NotEqual(first.Length, end);
        Assert.Equal((DialogueTurn[])[new(end, 0), new(end, end), new(written.Length, written.Length)], scrubbed.Turns);
        Assert.Equal((ResponsePiece[])[new(1, 0), new(2, end), new(3, written.Length)], scrubbed.ResponsePieces);
    }

    [Theory]
    [InlineData("token json: $[*].gift", "the field 'gift' of shop.Order, of the type bool, which can have no token")]
    [InlineData("token json: $..items", "the field 'items' of shop.Order, a list, which can have no token")]
    [InlineData("token json: $[0].notes", "the field 'notes' of shop.Order, a map, which can have no token")]
    [InlineData("token json: $[*].items[*]", "the field 'items' of shop.Order, a message, which can have no token")]
    [InlineData("redact json: $[*].items[*].price", "the field 'price' of shop.Item, of the type int64, which can hold no [REDACTED]")]
    [InlineData("redact json: $[*].parts[*].parts[*].codes[*]", "the field 'codes' of shop.Order, of the type int32, which can hold no [REDACTED]")]
    [InlineData("drop json: $[*].items[0]", "single values of the field 'items' of shop.Order, which can only be dropped as a whole")]
    [InlineData("drop json: $[1:3]", "a message shop.Order as a whole, and not for a field of it")]
    public void A_rule_that_would_make_another_type_of_a_field_is_refused(string rule, string problem)
    {
        string said = Assert.Throws<ReplayConfigurationException>(() => PrivacyPolicy.Parse(rule).WithDescriptors(_folder.File("shop.pb"))).Message;

        Assert.Equal($"the rule '{rule}' is for {problem}; write another rule for it, or keep this one from /shop.Orders/Place by '; route: METHOD /path'.", said);
    }

    [Theory]
    [InlineData("token json: $.gift")]
    [InlineData("token json: $[*].gift; route: POST /login")]
    [InlineData("token json: $..price")]
    [InlineData("redact json: $..sku")]
    [InlineData("drop json: $[*].items")]
    [InlineData("keep json: $[*].gift")]
    [InlineData("redact header: X")]
    public void A_rule_that_is_for_no_such_field_is_not(string rule) =>
        Assert.Equal(rule, Assert.Single(PrivacyPolicy.Parse(rule).WithDescriptors(_folder.File("shop.pb")).Rules).ToString());

    [Fact]
    public void A_policy_has_the_descriptors_of_the_one_that_it_is_joined_with()
    {
        PrivacyPolicy described = PrivacyPolicy.None.WithDescriptors(_folder.File("shop.pb"));

        Assert.Throws<ReplayConfigurationException>(() => described.With(PrivacyPolicy.Parse("token json: $[*].gift")));
        Assert.Throws<ReplayConfigurationException>(() => PrivacyPolicy.Parse("token json: $[*].gift").With(described));
    }

    private static byte[] Packed(byte[] message)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(message);
        }

        byte[] frame = GrpcShop.Frame(packed.ToArray());
        frame[0] = 1;
        return frame;
    }

    private string ToJson(IncidentEvent e) =>
        Encoding.UTF8.GetString(GrpcMessages.Of(GrpcDescriptors.Open(_folder.File("shop.pb")).RequestOf(GrpcShop.Path))!.ToJson(BodyContent.Of(e.Body, e.Headers))!);

    private IncidentEvent Scrub(string[] rules, IncidentEvent e) =>
        new EventScrubber(new SecretTokens(new byte[32]), new SecretMarks(new byte[32]), policy: PrivacyPolicy.Parse(rules).WithDescriptors(_folder.File("shop.pb")).Places).Scrub(e);

    private static IncidentEvent Request(byte[] body, string? encoding = null) => new()
    {
        Type = IncidentEventType.OutboundCall,
        Timestamp = IncidentTimestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch),
        Method = "POST",
        Url = $"http://shop.test{GrpcShop.Path}",
        Headers = HeaderMap.Of([("Content-Type", "application/grpc"), .. encoding is null ? ((string, string)[])[] : [("grpc-encoding", encoding)]]),
        Body = RecordedBody.FromBytes(body),
        Status = 200,
        ResponseCaptured = true,
    };
}
