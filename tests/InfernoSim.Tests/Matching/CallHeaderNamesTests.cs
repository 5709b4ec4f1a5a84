using InfernoSim.Matching;

namespace InfernoSim.Tests.Matching;

public class CallHeaderNamesTests
{
    [Theory]
    [InlineData("X-Hub-Signature-256")]
    [InlineData("X-Shopify-Hmac-Sha256")]
    [InlineData("X-Body-Hmac")]
    [InlineData("X-Content-Digest")]
    [InlineData("X-Checksum")]
    [InlineData("X-Amz-Content-SHA256")]
    [InlineData("X-Content-Md5")]
    [InlineData("X-Request-Hash")]
    [InlineData("X-Nonce")]
    [InlineData("X-Slack-Request-Timestamp")]
    public void What_is_worked_out_from_the_rest_of_a_call_is_known_by_its_name(string name) => Assert.Equal(CallHeaderKind.Derived, CallHeaderNames.KindOf(name));

    [Theory]
    [InlineData("X-Tenant-Id")]
    [InlineData("customer")]
    [InlineData("X-Account")]
    [InlineData("X-User-Id")]
    [InlineData("x_org_id")]
    [InlineData("X-Merchant")]
    [InlineData("X-Owner")]
    [InlineData("X-Realm")]
    [InlineData("X-Roles")]
    [InlineData("X-Scope")]
    [InlineData("X-Principal")]
    [InlineData("X-Subject")]
    [InlineData("X-Group")]
    [InlineData("X-Store")]
    [InlineData("X-Shop")]
    [InlineData("X-Market")]
    [InlineData("X-Region")]
    [InlineData("X-Currency")]
    [InlineData("X-Api-Version")]
    [InlineData("X-Workspace")]
    [InlineData("X-Project")]
    [InlineData("X-Subscription")]
    public void For_whom_or_for_what_a_call_is_made_is_known_by_a_word_of_its_name(string name) => Assert.True(CallHeaderNames.NamesAnOwner(name));

    [Theory]
    [InlineData("X-Organic")]
    [InlineData("X-Storefront")]
    [InlineData("X-Request-Id")]
    public void A_word_that_only_begins_alike_names_no_owner(string name) => Assert.False(CallHeaderNames.NamesAnOwner(name));
}
