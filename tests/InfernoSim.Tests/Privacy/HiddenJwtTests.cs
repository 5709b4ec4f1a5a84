using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using InfernoSim.Privacy;

namespace InfernoSim.Tests.Privacy;

/// <summary>A JSON Web Token in a recording can be read as before, and used by nobody.</summary>
public sealed class HiddenJwtTests
{
    private const string Header = """{"alg":"HS256","typ":"JWT"}""";

    private readonly SecretTokens _tokens = new(new byte[32]);

    [Fact]
    public void Header_and_claims_stay_and_the_signature_becomes_a_token()
    {
        string jwt = Jwt(Header, """{"sub":"17","role":"admin","exp":1764412800}""", "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV");

        string hidden = Hide($$"""{"token":"{{jwt}}"}""");

        Assert.Matches("""^\{"token":"eyJ[A-Za-z0-9_-]+\.eyJ[A-Za-z0-9_-]+\.tok_A1[0-9a-f]{18}"\}$""", hidden);
        Assert.StartsWith($$"""{"token":"{{jwt[..jwt.LastIndexOf('.')]}}.""", hidden, StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_among_the_claims_become_the_tokens_that_they_are_elsewhere()
    {
        string hidden = Hide($$"""{"mail":"ann@shop.de","token":"{{Jwt(Header, """{"email":"ann@shop.de","api_key":"k-1234567"}""", "SflKxwRJSMeKKF2QT4")}}"}""");

        using var document = JsonDocument.Parse(hidden);
        using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(document.RootElement.GetProperty("token").GetString()!.Split('.')[1]));
        Assert.Equal(document.RootElement.GetProperty("mail").GetString(), claims.RootElement.GetProperty("email").GetString());
        Assert.StartsWith("tok_A1", claims.RootElement.GetProperty("api_key").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("ann@", hidden, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_hidden_is_hidden_once_and_tells_tokens_apart()
    {
        string one = Hide(Jwt(Header, """{"sub":"17"}""", "SflKxwRJSMeKKF2QT4"));
        string other = Hide(Jwt(Header, """{"sub":"17"}""", "another-signature"));

        Assert.Equal(one, Hide(one));
        Assert.NotEqual(one, other);
        Assert.True(HiddenJwt.Is(one));
        Assert.False(HiddenJwt.Is(Jwt(Header, """{"sub":"17"}""", "SflKxwRJSMeKKF2QT4")));
    }

    // Read from each beginning to its end, such a text takes longer than all others here.
    [Fact]
    public void What_begins_like_one_again_and_again_is_read_once()
    {
        string one = Hide(Jwt(Header, """{"sub":"17"}""", "SflKxwRJSMeKKF2QT4"));
        string beginnings = string.Concat(Enumerable.Repeat("eyJ-", 1024 * 1024));

        Assert.False(HiddenJwt.Is(beginnings));
        Assert.Equal(["""{"sub":"17"}"""], HiddenJwt.ClaimsOf($"{beginnings} {one}"));
        Assert.Equal(beginnings, HiddenJwt.See(beginnings, _ => "{}"));
    }

    [Theory]
    [InlineData("""{"sub":"17"}""", "")]
    [InlineData("no JSON at all", "SflKxwRJSMeKKF2QT4")]
    public void One_without_a_signature_gets_one_and_one_that_cannot_be_read_is_hidden_as_a_whole(string claims, string signature)
    {
        string jwt = claims[0] == '{' ? Jwt(Header, claims, signature) : $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Header))}.eyJnotJson.{signature}";

        Assert.Matches(claims[0] == '{' ? @"^eyJ.*\.eyJ.*\.tok_A1[0-9a-f]{18}$" : "^tok_A1[0-9a-f]{18}$", Hide(jwt));
    }

    private static string Jwt(string header, string claims, string signature) =>
        $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{signature}";

    private string Hide(string text) => SecretDetector.Replace(text, _tokens.Of);
}
