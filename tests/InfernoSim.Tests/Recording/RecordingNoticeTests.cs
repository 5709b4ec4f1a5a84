using InfernoSim.Recording;

namespace InfernoSim.Tests.Recording;

public sealed class RecordingNoticeTests
{
    [Theory]
    [InlineData(1024 * 1024, false, "bodies are stored, up to 1 MiB of each, with whatever personal data is in them (LESS keeps less); credentials and what looks like a secret are replaced by marks and tokens (SECRETS keeps them); a replay sends writes (POST, PUT, DELETE, ...) as well (SAFE leaves them out)")]
    [InlineData(1536, true, "bodies are stored, up to 1.5 KiB of each, with whatever personal data is in them (LESS keeps less); secrets are STORED AS THEY ARE; a replay sends writes (POST, PUT, DELETE, ...) as well (SAFE leaves them out)")]
    [InlineData(0, false, "bodies are not stored, only their size and hash; credentials and what looks like a secret are replaced by marks and tokens (SECRETS keeps them); a replay sends writes (POST, PUT, DELETE, ...) as well (SAFE leaves them out)")]
    public void What_is_stored_and_sent_is_said(int maxBody, bool keepsSecrets, string notice)
    {
        Assert.Equal(notice, RecordingNotice.Of(new RecorderOptions { MaxBodyBytes = maxBody, KeepSecrets = keepsSecrets }, "LESS", "SECRETS", "SAFE"));
    }
}
