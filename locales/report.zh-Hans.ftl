
# 报告、案件与双方人员。

report-yes = 是
report-who-reads = 将为“{ $channel }”（{ $id }）密封。能够打开的人：{ $names }。
report-attachments-found = 以上是在您要附上的文件中发现的内容，可能暴露您的身份。受理人看到的是文件原样。
report-attachments-ask = 仍按原样附上吗？输入“是”，或按回车停止：
report-attachments-help = 删除列出的内容后重新密封，或不附该文件，或用 --clean instead 附上清理副本，或用 --as-they-are 按原样附上
report-receipt =
    您的回执。只显示一次，任何地方都不保存；请立即抄下。

        { $words }

    持有回执的人可以阅读对您的答复。回执无法补发。
report-ask-word = 请确认已经抄下：第 { $place } 个词是什么？
report-ask-word-help = 没有密封任何内容；请重新密封，并抄下回执
report-ask-receipt = 您的回执：
report-receipt-help = 按顺序输入全部词语；大小写、空格和连字符不影响
report-sealed =
    已密封到“{ $file }”。没有任何数据离开本机。
    下一步：用您信任的任何方式交出该文件，然后删除它。答复将存放在文件夹 { $mailbox }。
report-follow-up-sealed = 已密封到“{ $file }”。下一步：用您信任的任何方式交出该文件，然后删除它。
report-no-answers = 还没有答复。
report-answer = 第 { $place } 次答复，{ $day }，来自 { $by }（已收到您的 { $arrived } 条消息）：
report-answer-forged = “{ $file }”不是本渠道受理人所写。请勿相信。
report-answer-elsewhere = “{ $file }”是写给另一个信箱的。请勿相信。
report-answer-missing = 第 { $place } 次之前的答复缺失或被改动。请重新取回全部答复；如仍如此，请用其他方式告知受理人。
report-proof-holds =
    证明有效：{ $by } 证明一份报告于 { $day } 送达。
    其凭据为 { $leaf }，不透露任何报告内容。
report-proof-no-ledger = 没有账本证实：持有处理人密钥的人可能在以后才签署。
report-proof-ledger = { $by } 的账本 { $log } 将其记录为第 { $entry } 条；{ $count ->
    [0] 没有见证人签署该账本
   *[other] 该账本由 { $witnesses } 签署
}。
report-proof-ledger-refused = 证明中的账本部分不成立：{ $reason }
report-proof-ledger-other = 证明中的账本部分属于另一份报告。
report-proof-of-which = 是哪一份报告，只有 --report 文件 才能判断。

report-keygen-done =
    您的密钥是“{ $key }”：请保存在只有您能读取的地方，并另存一份以防本机损坏。
    下一步：把“{ $card }”交给建立渠道的人。
report-passphrase-help = 至少十二个字符；随机抽取五个词就很好
report-channel-handlers-help = 用 --handler 指定至少两名不同的受理人，或使用 --alone
report-channel-name = { $name }
    标识 { $id }；请与公告核对或询问
report-channel-handler = {"  "}可打开报告：{ $name }
report-channel-alone = {"  "}这里只有一个人能打开报告
report-channel-escrow = {"  "}保管纸质恢复密钥的 { $shares } 人中任意 { $needed } 人合作可以打开报告
report-channel-until = {"  "}密钥有效至 { $day }
report-channel-over = {"  "}密钥已到期：更新之前无法为其密封
report-channel-renew-soon = 密钥即将到期。下一步：obelus report channel renew，并发布新的渠道文件。
report-channel-next = 下一步：把“{ $channel }”提供给所有可能报告的人；其中没有秘密。
report-channel-renewed-none = 无需更改：渠道已有今后数周的密钥，也没有可销毁的旧密钥。
report-proof-help = 请向给您的人索取 obelus report read --save-proof 写出的文件
report-channel-renewed = 新建密钥 { $made } 个；销毁到期超过 { $days } 天的密钥 { $destroyed } 个。下一步：发布新的渠道文件。
report-channel-resealed = 渠道和 { $cases } 个案件的密钥已重新密封给下列受理人；消息没有改动。下一步：发布新的渠道文件。
report-escrow-shares =
    恢复密钥的份额，其中 { $needed } 份即可恢复。只显示一次：请分别写在纸上，交给不同的非受理人保管。
report-escrow-recovered = 恢复密钥在“{ $file }”中。它能打开各周与各案件的密钥：age -d -i 文件 cases/案件/key.age。请建立新的渠道，并销毁此文件。

report-inbox-empty = 没有收到报告。
report-taken-in = 已收入：“{ $file }”为案件 { $case }。下一步：obelus report open，然后答复，答复即为确认收到。
report-follow-up-taken-in = 已收入：“{ $file }”归入案件 { $case }。
report-there-already = “{ $file }”是案件 { $case } 中已有内容的副本，已删除。
report-not-taken-in = 留在原处：“{ $file }”：{ $reason }
report-case = { $case }  { $day }  { $state }  消息 { $messages }，答复 { $answers }
report-kind-report = 报告
report-kind-follow-up = 补充
report-kind-reply = 答复
report-kind-note = 备注，仅受理人可见
report-by-reporter = 报告人
report-message = { $kind }，{ $day }，{ $by }：
report-message-forged = 本案有一条消息的签名与署名不符，未予显示。请先查明原因。
report-item-file = {"  "}关于文件 { $name }
report-item-page = {"  "}关于网页 { $name }
report-item-system = {"  "}关于系统 { $name }
report-attachment = {"  "}附件：{ $name }（{ $bytes } 字节）
report-attachment-clean = {"  "}附件：{ $name }（{ $bytes } 字节），前一附件的清理副本，请阅读这一份
report-question-seen-where = 在哪里看到？
report-question-seen-when = 何时看到？
report-question-reach = 现在谁能看到？
report-question-harm = 可能造成什么损害？
report-question-told-before = 以前告诉过别人吗？
report-question-documents = 有相关材料吗？
report-question-fear = 您担心因报告而受到不利对待吗？
report-question-other = 还有什么需要说明？
report-saved = 已写入：“{ $file }”
report-saved-care = 请只在不会造成损害的地方打开这些文件：`obelus scan` 在沙箱中读取它们。
report-replied = 答复在“{ $file }”中，已为报告人密封。下一步：把该文件夹放到报告人能取到的地方。
report-takedown =
    按以下顺序撤下已外泄的内容：
    1. 本单位网站，以及其中该文件的每一份副本：附件、旧版本、预览、订阅。
    2. 持有网站副本的地方：内容分发网络、镜像、合作方、邮件简报。
    3. 搜索引擎：逐一申请删除网址及其快照。
    4. 网页存档：损害足够大时，申请删除。
    5. 已下载且能联系到的人：书面请其删除。
    6. 其中的口令和密钥：无论是否撤下，立即更换。
    然后检查剩下的内容：obelus scan 文件夹。
report-proposed = 此事需要两名受理人。您的签字已记录在案，此外什么都没有做。下一步：另一名受理人用自己的密钥对案件 { $case } 执行同一条命令。
report-identity-apart = {"  "}报告人的姓名另行密封：obelus report identity
report-identity-opened = 你们二人已记录在案，报告人也会得知。下一步：记下为何需要，并不要把姓名告诉其他任何人。
report-scan-found = 以上是随 `{ $file }` 流出的内容（SHA-256 { $digest }）。检查一事已记录在案。
report-scan-same = 以上是随 `{ $file }` 流出的内容（SHA-256 { $digest }）；它就是报告人附上的那个文件。检查一事已记录在案。
report-scan-quiet = 在 `{ $file }`（SHA-256 { $digest }）中没有发现什么，但这不说明它是安全的：请看报告怎么说。检查一事已记录在案。
report-lesson-kinds = 流出的内容（按规则）
report-thank-help = 请先以属实或部分属实结案
report-thank-code = 凭以下词语，不用姓名，您可以领取谢礼。谁持有都可以领，仅一次：{ $code }
report-claim-ask = 领取码的词语：
report-claim-help = 请逐词核对；领取码只在发出它的受理处有效，且仅一次
report-claimed = 领取码有效，现已用掉。请交付所承诺的谢礼；不要询问姓名。
report-letters = `{ $folder }` 中有 { $count } 封信。下一步：逐封执行 sendmail -t < FILE，然后删除。
report-letters-sent = 已将 { $count } 封信交给邮件程序。
report-letters-help = 下次运行 obelus report due 时会再发；请手工试用该邮件程序，或用 --send 程序 指定另一个
report-copy-title = 报告内容
report-copy-draft =
    草稿在“{ $file }”中，仅供您自己查看。未写入：{ $left }。
    下一步：凡可能使人认出报告人之处（地点、时间、措辞），请用您自己的话改写，然后运行 obelus report hand-over give --copy { $file }。
report-copy-left-always = 日期、{ $files ->
    [0] 受理人
   *[other] { $files } 个附件及受理人
}
report-copy-by-hand = 请根据 obelus report open 显示的内容自行撰写副本；obelus report hand-over give 会检查它
report-copy-help = 没有转交任何内容；请修改副本后再试
report-copy-own-words = 以下各行仍含报告人的原话。了解其写作习惯或所见之事的人，可能由此认出报告人：
report-copy-ask = 可以保留吗？输入“是”，或按回车停止：
report-copy-given = 副本已写入“{ $file }”，其摘要已写入案件记录。下一步：只交给负责补救的人。
report-letter-subject = 有事到期
report-letter = 报告受理处有 { $count } 件事已到期或即将到期。请打开受理处查看；本信有意不写任何内容。
report-channel-custodian = {"  "}另行保管姓名：{ $name }
report-noted = 已记录，仅受理人可见。
report-assessed-unlikely = 已记录。案件有进展时请再评估。
report-assessed-possible = 已记录。下一步：与报告人商定谁可以知道什么，此外不告诉任何人。
report-assessed-likely = 已记录。下一步：在采取任何他人可见的行动之前，先与本单位负责保护报告人的人商量。
report-exported = 全部案卷已密封在“{ $file }”中，可用 `age -d` 和 `tar` 打开。
report-destroyed = 案件 { $case } 已销毁，只剩下记录。别处的副本和备份不受影响。
report-enter-consent-help = 先征得同意，记录后复述并更正，再加 --agreed-and-read-back
report-security-txt-sound = 该文件符合 RFC 9116。

report-logged = { $count ->
    [0] 没有新的操作需要记录
   *[other] 已记录 { $count } 项操作
}，账本为“{ $ledger }”，只记摘要，不透露案件内容。此后在此工作台的每个命令都会自行记录其操作。
report-log-help = 用 --ledger 目录 指定账本；obelus ledger init 新建账本
report-log-later = 您的操作已写入案件记录，但尚未进入账本：{ $reason }。下一步：账本可用时运行 obelus report log。
report-log-sound = 工作台与账本一致：{ $cases } 个案件，{ $acts } 项操作，无一缺失。
report-log-gone = 账本第 { $entry } 条是 { $day } 的一项操作，此工作台没有：某份记录的末尾或整个案件被拿走了。
report-log-unknown = 此工作台有 { $count } 项操作不在账本中，而它们本应已被记录：这是另一个账本，或账本被退回过。
report-log-unsound-help = 不要继续使用此工作台。请向其他受理人索取副本，并与账本逐一核对。
report-script-written = 脚本已写入“{ $file }”，SHA-256 摘要为 { $digest }。
report-script-logged = 其摘要已记录。下一步：obelus report serve --script-proof { $proof }，并公布您的信任文件。
report-script-ours = “{ $file }”与 obelus { $version } 的脚本逐字节相同。
report-script-other = “{ $file }”不是 obelus { $version } 的脚本：可能是更新或更旧的版本，也可能被改动过。
report-script-no-proof = 旁边没有证明。下一步：从同一网站取 /seal.js.tlog-proof。
report-script-proven = 其摘要是 { $by } 的账本 { $log } 的第 { $entry } 条，登记为 { $program } 的脚本；{ $count ->
    [0] 没有见证人签署该账本
   *[other] 由 { $witnesses } 签署
}。
report-script-refused = 不要信任此脚本：证明不成立。{ $reason }
report-script-proof-other = 不要信任此脚本：这份证明属于另一个脚本。

state-received = 已收到
state-acknowledged = 已确认
state-triage = 分流中
state-working = 处理中
state-action = 已采取措施
state-referred = 已移交
state-closed = 已结案
state-destroyed = 已销毁
outcome-substantiated = 已结案：属实
outcome-partly-substantiated = 已结案：部分属实
outcome-not-substantiated = 已结案：未能证实
outcome-out-of-scope = 已结案：不在受理范围
outcome-knowingly-false = 已结案：明知不实
outcome-merged = 已结案：并入其他案件

door-file = 密封文件
door-web = 网页
door-telephone = 电话
door-paper = 纸质
door-mail = 邮件
report-clock = { $id }：{ $title }
    { $source }（依据：{ $read }，{ $checked }）
report-duty = {"  "}{ $title }：{ $due }
report-duty-time = {"  "}{ $title }：{ $start }后 { $count } { $unit }
report-due-day = { $day } 结束前
report-clocks-advice = 以上不是法律意见：请自行核对适用规定。
report-unit-minutes = 分钟
report-unit-hours = 小时
report-unit-days = 天
report-unit-working-days = 个工作日
report-unit-months = 个月
report-start-receipt = 收到报告
report-start-acknowledgement = 确认收到（或应当确认）
report-start-awareness = 知悉
report-start-discovery = 发现
report-due = { $case }  { $title }：{ $due }{ $state }
report-due-half = {"  "}时间已过一半
report-due-four-fifths = {"  "}时间已过五分之四
report-due-over = {"  "}已到期
report-due-erase = { $case }  保存期已过：obelus report destroy
report-due-none = 没有到期事项。
indicator-reports = 报告数
indicator-reports-by-door = 按渠道分的报告数
indicator-reports-by-nature = 按对象分的报告数
indicator-days-to-acknowledge = 确认收到所需天数（中位数）
indicator-acknowledged-in-time = 七天内确认的比例
indicator-cases-by-state = 按状态分的案件数
indicator-substantiated = 结案：全部或部分属实
indicator-out-of-scope = 结案：不在受理范围
indicator-knowingly-false = 结案：明知不实
indicator-with-action = 已采取措施的案件
indicator-days-to-close = 结案所需天数（中位数）
indicator-reopened = 重新处理
indicator-harm-to-reporter-expected = 报告人可能受到不利对待的案件
indicator-reporters-content = 对处理方式满意的报告人
indicator-trust-in-the-channel = 可使用者对渠道的信任
indicator-line = { $title }：{ $value }
indicator-days = { $days } 天
indicator-percent = { $percent }%
indicator-too-few = 少于五件
indicator-suppressed = 不显示
indicator-not-collected = 记录中没有；请询问相关人员

# 报告人页面。

report-bulletin-draft = 模板在“{ $file }”中。下一步：用自己的话填写，然后运行 obelus report bulletin publish。
report-bulletin-published = 通报在“{ $file }”中，并由两人签署记入案卷。
report-bulletin-help = 没有发布；请修改文字后重试
bulletin-title = 内容外泄
bulletin-title-file = 一个文件外泄
bulletin-title-page = 一个页面外泄
bulletin-title-system = 一个系统被公开
bulletin-happened = 发生了什么
bulletin-found = 如何发现
bulletin-change = 今后怎样做

page-title = 告知内容外泄
page-language-name = 中文
page-leave = 立即离开
page-who = 您写的内容只有以下人员能打开：
page-escrow = 保管纸质恢复密钥的人合作也能打开；他们不是上列人员。
page-promise = 不需要姓名或账号。不保留您的地址，不在您的设备上存储任何内容；您会得到一张回执，凭它阅读答复。
page-no-script = 不使用脚本时，您发送的内容在到达时由本服务器密封，服务器不保存能打开它的密钥。此刻控制服务器的人可能看到内容。
page-browser-seals = 您写的内容在离开本设备之前由浏览器密封；服务器看不到内容，也看不到回执。脚本来自本服务器：控制服务器的人可能给您换一份脚本。
page-not-promised = 这里不能隐藏您访问过本页。在单位的设备或网络上，别人可能看到您的操作：请用自己的设备，或使用 Tor 浏览器。
page-offline = 最稳妥：取得 /channel 处的文件，在自己的电脑上用“obelus report seal --to channel”密封，再用任何方式交出密封文件。
page-begin = 开始
page-have-receipt = 我有回执
page-receipt-title = 您的回执
page-receipt-text = 请立即抄下这些字。任何地方都不保存，也无法补发。持有它的人可以阅读答复。
page-receipt-confirm = 为确保您已抄下，请输入其中两个。
page-word = 第几个：
page-wrong-words = 输入的不对。请看抄下的内容，再输入一次。
page-continue = 继续
page-write-title = 什么内容外泄了？
page-item = 关于
page-item-file = 文件
page-item-page = 网页或帖子
page-item-system = 系统
page-item-name = 名称或地址
page-text = 您看到了什么？在哪里、什么时候？
page-identity = 您是谁、如何联系您：可以不填
page-identity-text = 这一栏另行密封。受理人与姓名保管人只能一起打开，打开一事记录在案，并在您的信箱里告知您。
page-questions = 更多问题；不想回答的可以不填
page-attachments = 附件
page-attachments-text = 文件可能暴露制作者。附件按原样密封发送，只有受理人能打开。
page-send = 发送
page-sent-title = 已送达
page-sent-text = 您写的内容已密封送达。过几天可查看信箱；您没有义务再来。请关闭此窗口。
page-mailbox-title = 您的信箱
page-mailbox-ask = 回执的全部字词
page-mailbox-open = 打开
page-mailbox-none = 还没有答复。
page-answer = 答复
page-doubt = 信箱里有内容不是受理人写给您的，未予显示。
page-gap = 有答复缺失或被改动。如仍如此，请用其他方式告知受理人。
page-proof = 送达证明：只有日后想证明曾经报告过时才保存
page-follow-up = 继续写
page-sealing = 正在本设备上密封。文件较大时需要一些时间，请不要关闭页面。
page-sending = 正在发送密封后的内容。
page-deriving = 正在由回执计算密钥，需要几秒钟。
page-error-title = 没有成功
page-error-token = 此表单已使用过或搁置太久。没有发送任何内容。请重新开始。
page-error-receipt = 这不是回执：有字词打错、缺失或顺序不对。没有发送任何内容。
page-error-text = 内容为空、过长，或者是一张回执。没有发送任何内容；回执只属于您自己。
page-error-closed = 本渠道的密钥已到期，今天无法接收。没有发送任何内容。请告知负责人，或明天再试。
page-error-busy = 此刻使用的人太多。没有发送任何内容。请过几分钟再试。
page-error-upload = 内容没有完整送达，或无法保存。没有发送任何内容。请减少附件后再试。
page-error-script = 您的浏览器无法密封或打开内容。没有发送任何内容。请重试，换一个浏览器，或关闭脚本：那时由服务器密封，页面会说明。
page-error-missing = 这里没有这个页面。
report-serving = 页面地址 http://{ $address }/ ；请在前面加 TLS 或洋葱服务。按 Ctrl-C 结束。
report-serving-script = 在浏览器中密封的脚本，其 SHA-256 摘要为 { $digest }。
report-serving-remembers = 在本系统上，归还的内存不会被覆盖：请不时重启本进程。
report-serving-unconfined = 本系统无法限制该进程的权限；请用专门的用户运行。

# 受理人的页面。
team-role-handler = 受理人
team-role-handler-note = 用自己的密钥打开报告，看不到待发布的文件
cases-title = 报告
cases-none-title = 这里不受理任何渠道
cases-none = 请运行者指定渠道的文件夹：obelus serve --reports DESK。
cases-note = 报告在您的浏览器里用您的密钥打开。服务器只保存密封的内容和您签署的记录，看不到报告，也看不到您的密钥。
cases-no-script = 打开报告需要脚本。没有脚本时请用命令行：obelus report inbox、open、reply。
cases-working = 请稍候……
cases-unlock = 打开您的密钥
cases-unlock-note = 选择您的密钥文件；如果它是密封的，再输入口令。不选文件时，用短语或通行密钥打开您留在这里的密钥。关闭本页即重新锁上。
cases-key = 密钥文件
cases-phrase = 口令或恢复短语
cases-unlock-button = 打开
cases-unlocked = 密钥已打开，已到达的报告已收下。
cases-keep = 把密钥留在这里
cases-keep-note = 密钥先在本浏览器里用短语密封，再发送。请用七个随机的词，或二十个别人猜不到的字符；有短语和您账号的人就能读报告。
cases-phrase-new = 恢复短语
cases-keep-button = 密封并留下
cases-kept = 密钥已密封保存。请把短语写下来，并把密钥文件存放在别处。
cases-list = 案件
cases-list-none = 还没有案件。
cases-arrivals =
    { $count ->
        [0] 没有等待收下的报告。
       *[other] 有 { $count } 份密封的报告或补充等待收下；打开密钥时即收下。
    }
cases-not-taken-in = 以下各件未收下，因为这里没有密钥能打开，或内容不完整；未丢失任何内容：
cases-case = 案件
cases-received = 收到
cases-with = 由谁办理
cases-nobody = 尚无人
cases-deputy = 代理人
cases-messages = 来信 / 答复
cases-clock = 期限
cases-due-early = 时间充裕
cases-open = 打开
cases-opened = 案件已打开；您已阅读这一点已记录在案。
cases-save = 保存
cases-saved = 附件已以明文保存。下一步：打开前先检查：obelus scan FILE。
cases-clean-copy = （清理后的副本，请看这一份）
cases-reply = 答复报告人
cases-reply-text = 报告人将读到的内容
cases-reply-button = 密封并发送
cases-replied = 答复已密封，放入报告人的信箱。
cases-note-text = 其他受理人应知道的事
cases-note-button = 保存备注
cases-move = 转入另一状态
cases-move-button = 转入
cases-moved = 案件状态已变更。
cases-assign = 交给某人办理
cases-assign-button = 指派
cases-assigned = 已指派。下一步：用其他方式告诉对方有事要办。
cases-assess = 报告人会因报告而受到不利对待吗？
cases-detriment = 可能性有多大？
cases-detriment-unlikely = 不大可能
cases-detriment-possible = 有可能
cases-detriment-likely = 很可能，或已经发生
cases-assess-button = 保存评估
cases-assessed = 已记录。有可能时，先与报告人商定谁可以知道什么；很可能时，在采取任何他人可见的行动之前，先找单位里负责保护报告人的人。
cases-close = 结案
cases-outcome = 结果
cases-close-note = “明知虚假”需要第二名受理人。
cases-close-button = 结案
cases-closed = 案件已结。下一步：为所有人写一份教训：obelus report bulletin draft。
cases-leave = 副本、导出、销毁
cases-hand-over = 交给整改人员的副本
cases-hand-over-note = 凡可能使人认出报告人之处（姓名、地点、时间、措辞），请用您自己的话改写。本页不含扫描程序：转交前请扫描副本（obelus scan FILE），或用命令 obelus report hand-over 制作，它会自动扫描。
cases-hand-over-text = 副本
cases-hand-over-own = 以下各行仍含报告人的原话、某个地址或较长的号码；按下按钮时检查：
cases-hand-over-accept = 我已读过这些行，不会有人因此被认出
cases-hand-over-button = 保存副本
cases-handed-over = 副本已保存，其摘要已记录在案。
cases-export = 把全部内容密封给他人
cases-export-to = 对方的名片，或以 age1 开头的收件人
cases-export-button = 导出
cases-exported = 案件的全部内容已密封给该收件人并保存。
cases-destroy = 销毁
cases-destroy-note = 案件的密钥将被销毁，用它密封的一切随之消失。记录保留。
cases-destroy-button = 销毁案件
cases-two = 需要两名受理人：第一人提出，第二人打开案件后做同样的操作。
cases-proposed = 您的签字已记录在案，此外什么都没有做。下一步：另一名受理人打开案件并签字。
cases-waits = 等待另一名受理人
cases-sign = 作为第二名受理人签字
cases-deed-moved = 以明知虚假结案
cases-deed-exported = 导出
cases-deed-published = 发布通报
cases-deed-destroyed = 销毁
cases-done-moved = 案件已结。
cases-done-published = 已签字。
cases-done-destroyed = 案件已销毁，只剩下它的记录。
cases-identity = 打开报告人的姓名
cases-identity-note = 姓名另行密封。需要您和姓名保管人一起、用两把密钥在此打开；二人都记录在案，并告知报告人。
cases-identity-key = 姓名保管人的密钥文件
cases-identity-button = 一起打开
cases-identity-opened = 你们二人已记录在案，报告人也会得知。姓名显示在下面，直到您做别的事。
# In both languages: nobody knows which one the reporter reads.
cases-identity-notice = Your name was opened by a handler and the keeper of names together. That they did is on record. 您的姓名已由一名受理人与姓名保管人一起打开。此事已记录在案。
cases-passkey = 用通行密钥打开
cases-passkey-note = 您的密钥将为本设备的通行密钥密封并留在这里，代替短语。请同时保管好密钥文件：通行密钥可能丢失。
cases-passkey-button = 创建通行密钥
cases-kept-passkey = 您的密钥已为通行密钥密封并保存。下次不选文件、不填短语，直接点“打开”。
cases-error-custodian = 这不是姓名保管人的密钥，或打不开这个姓名。
cases-error-passkey = 本设备没有能保管秘密的通行密钥。请使用恢复短语或密钥文件。
cases-error = 没有成功，什么都没有做。请重新加载本页再试；若仍如此，请用命令行。
cases-error-stale-title = 与现状不符
cases-error-stale = 什么都没有做：其间有别人在此案中做了操作，或此案不能这样办理。请重新打开案件。
cases-error-key = 这不是受理人的密钥，或口令打不开它。
cases-error-no-key = 您没有把密钥留在这里。请选择您的密钥文件。
cases-error-stranger = 这不是该渠道受理人的密钥。
cases-error-recipient = 这既不是名片，也不是收件人。
cases-error-phrase = 短语太短，不足以保护密钥：至少二十个字符。
cases-error-deputy = 代理人必须是另一个人。
cases-error-named = 没有保存：副本中写有案件编号，或报告人所附文件的名称。请去掉。
cases-error-own-words = 没有保存：请阅读副本下方列出的各行，用您自己的话改写，或勾选确认不会有人因此被认出。
