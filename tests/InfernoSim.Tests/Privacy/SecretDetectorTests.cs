using InfernoSim.Privacy;
using InfernoSim.TestKit.Privacy;

namespace InfernoSim.Tests.Privacy;

public sealed class SecretDetectorTests
{
    private const string Key = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";

    [Theory]
    [InlineData("a " + Key + " b", "a [REDACTED] b")]
    [InlineData("line\\n" + Key, "line\\n[REDACTED]")]
    [InlineData("/a?b=%22" + Key + "%22", "/a?b=%22[REDACTED]%22")]
    [InlineData("/a?b=%2522" + Key + "%2522", "/a?b=%2522[REDACTED]%2522")]
    [InlineData("Authorization: Bearer abcDEF0123456789xyz", "Authorization: Bearer [REDACTED]")]
    [InlineData("https://ann:pass@shop.de/a?b=c@d", "https://[REDACTED]@shop.de/a?b=c@d")]
    [InlineData("""{"password":"a\"b","x":1}""", """{"password":"[REDACTED]","x":1}""")]
    [InlineData("""{"db_password" : "x y"}""", """{"db_password" : "[REDACTED]"}""")]
    [InlineData("""{"clientSecret":"abc"}""", """{"clientSecret":"[REDACTED]"}""")]
    [InlineData("""{"body":"{\"api_key\":\"abc\"}"}""", """{"body":"{\"api_key\":\"[REDACTED]\"}"}""")]
    [InlineData("""{"body":"{\u0022api_key\u0022:\u0022abc\u0022}"}""", """{"body":"{\u0022api_key\u0022:\u0022[REDACTED]\u0022}"}""")]
    [InlineData("a=1&access_token=abc&b=2", "a=1&access_token=[REDACTED]&b=2")]
    [InlineData("Server=db;Password=a-b;Encrypt=true", "Server=db;Password=[REDACTED];Encrypt=true")]
    [InlineData("<s:password type='x'>abc</s:password>", "<s:password type='x'>[REDACTED]</s:password>")]
    [InlineData("/a?q=Server%3Ddb%3BPassword%3Dabc%2Fd%3BEncrypt%3Dtrue", "/a?q=Server%3Ddb%3BPassword%3D[REDACTED]%3BEncrypt%3Dtrue")]
    [InlineData("/a?q=%7B%22password%22%3A%22abc%22%7D", "/a?q=%7B%22password%22%3A%22[REDACTED]%22%7D")]
    [InlineData("card 4111111111111111.", "card [REDACTED].")]
    [InlineData("card 4111 1111 1111 1111", "card [REDACTED]")]
    [InlineData("""{"a":"{\u0022b\u0022:\u00224111111111111111\u0022}"}""", """{"a":"{\u0022b\u0022:\u0022[REDACTED]\u0022}"}""")]
    [InlineData("card 3782-822463-10005", "card [REDACTED]")]
    [InlineData("mail ann.b+c@shop.de now", "mail [REDACTED] now")]
    [InlineData("/users/ann%40shop.de/orders", "/users/[REDACTED]/orders")]
    [InlineData("""{"mail":"ann\u002Bx@shop.de"}""", """{"mail":"[REDACTED]"}""")]
    [InlineData("/a?b=https%3A%2F%2Fann%3Apass%40shop.de%2Fx", "/a?b=https%3A%2F%2Fann%3A[REDACTED]%2Fx")]
    [InlineData("first\\nann@shop.de", "first\\n[REDACTED]")]
    [InlineData("password=\"x AccountKey=\" AccountKey=\"abc\"", "password=\"[REDACTED]\" AccountKey=\"[REDACTED]\"")]
    public void A_secret_is_hidden_and_nothing_else(string text, string hidden) => Assert.Equal(hidden, SecretDetector.Hide(text));

    [Theory]
    [InlineData("{\"password\":\"", "\"}")]
    [InlineData("name=\"password\"\r\n\r\n", "\r\n--x--")]
    [InlineData("<password>", "</password>")]
    public void A_secret_of_many_words_is_hidden_to_its_end(string before, string after)
    {
        string secret = string.Join(' ', Enumerable.Repeat("horse", 1000));

        Assert.Equal($"{before}[REDACTED]{after}", SecretDetector.Hide($"{before}{secret}{after}"));
    }

    // Read from each beginning to its end, such a text takes longer than all others here.
    [Theory]
    [InlineData("-eyJ", " eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxNyJ9.", "c2lnbmF0dXJl")]
    [InlineData("eyJ-", ".eyJ. token=", "abc")]
    [InlineData("name=\"token\";", "\r\n token=", "abc")]
    public void What_begins_like_a_secret_again_and_again_is_read_once(string beginning, string before, string end)
    {
        string text = string.Concat(Enumerable.Repeat(beginning, 256 * 1024)) + before + end;

        Secret found = Assert.Single(SecretDetector.In(text));

        Assert.Equal(text.Length, found.End);
    }

    [Theory]
    [InlineData("GET /orders?nextPageToken=abc&tokens=3&author=ann")]
    [InlineData("order 4111111111111112 of 4111111111111111111111")]
    [InlineData("id 41111111-1111-1111-1111-111111111111, trace 4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("order 1234567812345670, time 1700000000000000000, 5000000000000000")]
    [InlineData("""{"password":null,"token":"","tokenType":"Bearer","secretary":"Ann"}""")]
    [InlineData("ann@example.com, bob@shop.test, @mention, a@b, git@localhost")]
    [InlineData("Bearer authentication is asked for; Basic authentication as well")]
    [InlineData("Headers = [\"Authorization: Bearer ${TOKEN}\"], password=${PASSWORD}, --header 'X: <token>'")]
    [InlineData("Authorization: Bearer [REDACTED:7f3a09c1b2d4], token=[REDACTED]")]
    [InlineData("http://shop.test:8080/a@b:c, sk-learn, eyJ, AKIA")]
    [InlineData("sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    public void What_is_no_secret_is_not_touched(string text) => Assert.Equal(text, SecretDetector.Hide(text));

    [Fact]
    public void A_token_is_no_secret_and_equal_for_equal_secrets_alone()
    {
        var random = new Random(7);
        var tokens = new SecretTokens("0123456789abcdef"u8.ToArray());
        PlantedSecret[] planted = [.. PlantedSecret.Kinds.SelectMany(kind => Enumerable.Range(0, 20).Select(_ => PlantedSecret.Of(kind, random)))];

        foreach (PlantedSecret secret in planted)
        {
            string text = secret.Name is null ? secret.Text : $"{secret.Name}={secret.Text}";
            string once = SecretDetector.Replace(text, tokens.Of);

            Assert.DoesNotContain(secret.Secret, once, StringComparison.Ordinal);
            Assert.Equal(once, SecretDetector.Replace(text, tokens.Of));
            Assert.Empty(SecretDetector.In(once));
        }

        Assert.Equal(planted.Length, planted.Select(secret => SecretDetector.Replace(secret.Name is null ? secret.Text : $"{secret.Name}={secret.Text}", tokens.Of)).Distinct().Count());
    }

    [Fact]
    public void An_address_is_the_same_in_a_url_in_a_body_and_in_capitals_and_a_card_still_passes_its_check()
    {
        var tokens = new SecretTokens("0123456789abcdef"u8.ToArray());

        Assert.Equal(tokens.Of(SecretKind.Email, "ann@shop.de").Replace("@", "%40", StringComparison.Ordinal), tokens.Of(SecretKind.Email, "Ann%40shop.de"));
        string capitals = tokens.Of(SecretKind.Email, "ANN@SHOP.DE");
        Assert.Equal(tokens.Of(SecretKind.Email, "ann@shop.de").ToUpperInvariant(), capitals);
        Assert.True(SecretTokens.Is(capitals));
        Assert.Equal([capitals], SecretTokens.In($"user {capitals}"));
        string card = tokens.Of(SecretKind.CardNumber, "4111 1111 1111 1111");
        Assert.Matches("^9[0-9]{3} [0-9]{4} [0-9]{4} [0-9]{4}$", card);
        string digits = card.Replace(" ", "", StringComparison.Ordinal);
        Assert.Equal(digits[^1] - '0', CardNumber.CheckDigitOf(digits.AsSpan(0, 15)));
        Assert.NotEqual(card, new SecretTokens("fedcba9876543210"u8.ToArray()).Of(SecretKind.CardNumber, "4111 1111 1111 1111"));
    }
}
