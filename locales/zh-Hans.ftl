# 程序的中文信息。
# 各语言的信息标识与变量必须相同，由测试检查。

first-steps =
    Obelus 检查即将公开的文件，找出不应公开的内容。一切都在本机进行，不向外发送任何数据。
    {"  "}obelus scan 文件夹              检查整个文件夹；从这里开始
    {"  "}obelus review 文件夹            在浏览器中逐项查看并作出决定
    {"  "}obelus clean 文件夹 -o 副本夹   写出净化副本，并证明内容确已消失
    {"  "}obelus explain 规则             说明某项发现的含义和处理办法
first-steps-ask = 要在浏览器中查看的文件或文件夹（直接回车则不查看）：
usage-unknown-argument = 没有选项 { $argument }。
usage-unknown-command = 没有命令 { $command }。
usage-missing-command = 还要写出子命令。
usage-missing-argument = 缺少：{ $argument }。
usage-conflict = { $argument } 不能与 { $prior } 同时使用。
usage-wrong-value = { $argument } 的值“{ $value }”不对：{ $valid }。
usage-meant = 是不是想写 { $meant }？
usage-more = 加上 --help 可查看用法。
help-label = 提示：
separator = ；{""}
colon = ：
comma = ，

header = obelus { $version }  策略：{ $policy }  网络：不使用
policy-built-in = 内置

verdict-withhold = 不可公开
verdict-incomplete = 未读完整
verdict-review = 需人工查看
verdict-nothing-found = 未发现问题
verdict-minor = 仅有轻微发现
verdict-withhold-count = { $count } 个不可公开
verdict-incomplete-count = { $count } 个未读完整
verdict-review-count = { $count } 个需人工查看
verdict-nothing-found-count = { $count } 个未发现问题

title-and-value = { $title }：{ $value }
findings = { $count } 处发现
findings-suppressed = { $count } 处发现，不计入
findings-minor = { $count } 处轻微发现
more-findings = ……另有 { $count } 处；用 --format jsonl 列出全部
more-problems = ……另有 { $count } 个问题；用 --format jsonl 列出全部
does-not-count = 不计入：{ $reason }

coverage-file = 检查范围：{ $text }
coverage-child = { $name } 的检查范围：{ $text }
more-coverage = ……另有 { $count } 个内部文件未完整检查；用 --format jsonl 可全部列出
coverage-length-unknown = 长度未知
coverage-refused = { $size } 全部未读
coverage-bytes-all = { $size } 中每个字节都属于已知部分
coverage-bytes-uncounted = 共 { $size }；此格式不统计无归属的字节
coverage-bytes-gaps = 共 { $size }，其中 { $loose } 无归属，共 { $count } 处（字节 { $list }）
coverage-pages = { $count } 页，均有文字
coverage-pages-blank = { $count } 页，其中 { $blank } 页没有文字（第 { $list } 页）
coverage-glyphs = { $count } 个字形，字符均已知
coverage-glyphs-unknown = { $count } 个字形，其中 { $unknown } 个字符未知
coverage-frames = 视频中均匀抽取的 { $count } 帧画面
coverage-children = { $count } 个内部文件，均已打开
coverage-children-unopened = { $count } 个内部文件，其中 { $unopened } 个未打开
coverage-limits = 因达到限制而停止：{ $list }

check-found = 发现
check-not-found = 未发现
check-not-checked = 未检查
check-not-applicable = 不适用
check-more = ……另有 { $count } 处；用 --format jsonl 可列出
check-by-nobody = 本程序不检查此项，请自行查看
check-unread = { $list } 中有内容未读取；去掉 --checklist 再运行可查看原因
check-totals = 共 { $items } 项：发现 { $found } 项，未检查 { $unchecked } 项，未发现 { $absent } 项，不适用 { $other } 项
check-source = 清单来源：{ $source }

problem-blocks = 未检查：{ $message }（{ $code }）
problem-accepted = 未检查，已被接受：{ $message }（{ $code }）
problem-noted = 注意：{ $message }（{ $code }）

line = 第 { $line } 行第 { $column } 列
lines = { $count } 行：{ $list }
cells = { $count ->
    [1] 单元格 { $list }
   *[other] { $count } 个单元格：{ $list }
}
parts = { $count } 处：{ $list }
part-numbered = { $part } { $number }
part-text = 正文
part-page = 页
part-sheet = 工作表
part-slide = 幻灯片
part-header = 页眉
part-footer = 页脚
part-footnote = 脚注
part-endnote = 尾注
part-comment = 批注
part-annotation = 注释
part-notes = 备注
part-field = 域
part-revision = 修订
part-link = 链接
part-outline = 书签
part-name = 名称
part-body = 正文
part-picture = 图片
part-script = 脚本
part-attachment = 附件
part-file-name = 文件名

hidden = ，隐藏：{ $way }
hidden-comment = 在批注中
hidden-property = 在元数据中
hidden-notes = 在演讲者备注中
hidden-deleted = 已删除但仍保留
hidden-revision = 在较早的版本中
hidden-vanished = 设为隐藏文字
hidden-hidden-sheet = 在隐藏的工作表中
hidden-hidden-row = 在隐藏的行中
hidden-hidden-column = 在隐藏的列中
hidden-hidden-slide = 在隐藏的幻灯片中
hidden-covered = 被其他内容遮盖
hidden-invisible = 使用不可见的文字
hidden-tiny = 使用极小的文字
hidden-outside = 在页面之外
hidden-layer = 在关闭的图层中
hidden-markup = 在标记中
hidden-cache = 在缓存中
hidden-attachment = 在附件中
hidden-slack = 在不属于任何内容的字节中
hidden-text-layer = 在图片后面的文字层中
hidden-unapplied = 在尚未应用的涂黑标记之下

category-marking = 密级或保护标志
category-secret = 口令与密钥
category-personal-data = 个人信息
category-location = 位置
category-technical = 技术参数
category-infrastructure = 信息基础设施
category-hidden-content = 隐藏内容
category-metadata = 元数据
category-failed-redaction = 遮盖失败
category-compilation = 汇聚泄密

severity-low = 危害低
severity-medium = 危害中
severity-high = 危害高
severity-critical = 危害极高
confidence-low = 不确定
confidence-medium = 很可能
confidence-high = 确定

grade-mentions = 只是提到标志
grade-labelled = 机器写入的标签
grade-marked = 位置与真正的标志相同
against = 反面依据：{ $reasons }
reason-checksum = 校验位正确
reason-form = 形式与真实的值相符
reason-wording = 上下文像是名称
reason-listed = 在给出的名单上
reason-elsewhere = 同一姓名在文件别处已确认
reason-label = 旁边有指明它的词语
reason-column-header = 所在列的表头指明它
reason-key = 保存它的键名指明它
reason-entropy = 与随机值一样无规律
reason-band = 在页眉、页脚或页边
reason-alone = 独占一行
reason-heading = 是标题，且下文与之相符
reason-repeated = 在多页出现
reason-grammar = 只有标志才有的写法
reason-machine-label = 由机器写成标签
reason-person = 与人名或其个人信息相邻
reason-zone = 位于受保护区域内
reason-protected = 采购内容事关安全
reason-together = 与本文件中的其他信息合起来就完整了
reason-batch = 与本次扫描中先前文件的信息合起来就完整了
reason-other-label = 旁边的词语指向别的事物
reason-known-example = 公开发布的示例值
reason-placeholder = 像是占位符
reason-stated-example = 文中说明是示例
reason-prose = 是较长文字的一部分
reason-credit = 位于版权声明或作者名单中
reason-release-evidence = 文件说明已获准公开
reason-guide = 各级标志同时出现，像是说明文件

totals = 共 { $files } 个文件，{ $size }，用时 { $seconds } 秒
suppressed-count = { $findings } 处发现中有 { $count } 处不计入（已说明理由，或在基线中）
noted-count = 注意 { $count } 次：{ $message }（{ $code }）
accepted-count = { $count } 次 { $code } 未检查，已被接受：{ $reason }
not-checked = 不检查的内容：用于追踪泄露的措辞差异、水印、打印机暗点、人脸、手写文字。
not-checked-pictures = 部分图片中的文字没有读取：请人工查看这些图片。
note-ocr-missing = 图片中的文字没有读取，因为没有安装 `tesseract`；请安装（Debian：`apt install tesseract-ocr tesseract-ocr-chi-sim`）后重新检查
next-findings = 下一步：去掉列出的内容，或请有权决定的人处理，然后重新检查；`obelus explain { $rule }` 有详细说明。
next-incomplete = 下一步：人工查看未检查的部分，或另存为可读取的格式，然后重新检查。
next-nothing-found = 下一步：请另一个人查看程序不检查的内容；未发现问题不等于没有问题。
next-interrupted = 下一步：重新检查；本次检查被中断，统计不包含全部文件。
next-no-files = 下一步：请指定含有文件的文件夹；这里没有可检查的文件。

note-reveal = 将完整显示发现的内容；请像保管原文件一样保管本输出
note-inline-malformed = { $file }:{ $line }：此处 `obelus:allow` 无效；应写作 obelus:allow[规则] reason=理由 until=YYYY-MM-DD
note-inline-expired = { $file }:{ $line }：此处 `obelus:allow` 已过期，不予采用
note-inline-forbidden = { $file }:{ $line }：此处 `obelus:allow` 不生效；策略不允许用注释放行
note-inline-unused = { $file }:{ $line }：此处 `obelus:allow` 没有对应的发现，请删除
note-suppression-expired = { $file }:{ $line }：对 `{ $rule }` 的豁免已过期，不予采用
note-suppression-unused = { $file }:{ $line }：对 `{ $rule }` 的豁免没有用到，请删除

told-title = Obelus 检查报告
told-heading = 不该公布的内容
told-lead = 显示的值都打了码。没有列出的文件没有发现问题；总数和没有检查的内容见页末。
told-where = 位置
told-what = 是什么、为什么重要
told-value = 打码的值
told-grade = 危害与可信度
told-counts = 总数
told-files = 文件
told-findings = 发现
told-promise = “未发现”并不保证其中没有。
told-lessons = 四十秒一课

explain-why = 为什么重要
explain-remedy = 怎么处理
explain-context = 旁边出现则更可信的词语
explain-against = 旁边出现则更不可信的词语
explain-check = 校验
explain-examples = 能发现
explain-negatives = 不会误报
explain-source = 依据
explain-verified = 验证方式
explain-aliases = 别名
explain-not-sensitive = 如果并不敏感
explain-allow = 源代码中：obelus:allow[{ $rule }] reason=理由 until=YYYY-MM-DD。其他文件：在 obelus.toml 中写 [[suppress]]，含 rule、files、reason 和 until。
effect-blocks = 阻断：其中很可能有未读取的文字，因此绝不会判为没有问题。
effect-noted = 注意：值得了解；不太可能有遗漏的文字。

problem-unknown-format = 不能读取这种格式
problem-unknown-format-help = 请人工查看，或另存为 `obelus formats` 列出的格式
problem-format-not-read = 认识这种格式，但还不能读取
problem-format-not-read-help = 请人工查看，或另存为 `obelus formats` 列出的格式
problem-encrypted = 文件已加密，没有打开
problem-encrypted-help = 用密码打开，另存一份不加密的副本再检查
problem-damaged = 文件已损坏，有一部分没有读取
problem-damaged-help = 用制作它的程序打开并重新保存
problem-truncated = 文件不完整，提前结束
problem-truncated-help = 取得完整的副本
problem-depth-limit = 嵌套层数超过上限
problem-depth-limit-help = 解开后检查其中的文件
problem-entries-limit = 包含的条目数超过上限
problem-entries-limit-help = 解开后检查其中的文件
problem-parts-limit = 包含的部分超过上限
problem-parts-limit-help = 拆分后分别检查
problem-inflated-limit = 解压后的字节数超过上限
problem-inflated-limit-help = 解开后检查其中的文件
problem-ratio-limit = 压缩比异常，只有解压炸弹才会如此
problem-ratio-limit-help = 不要公开；查明来源
problem-object-limit = 其中一个对象的大小超过上限
problem-object-limit-help = 拆分后分别检查
problem-nesting-limit = 内部元素嵌套过深
problem-nesting-limit-help = 请人工查看
problem-time-limit = 读取时间超过上限
problem-time-limit-help = 单独检查，并用 `--time-limit` 延长时间
problem-memory-limit = 读取所需内存超过上限
problem-memory-limit-help = 拆分后分别检查
problem-reader-failed = 读取失败
problem-reader-failed-help = 请人工查看，并报告这种文件
problem-findings-limit = 同一规则的发现太多，没有全部列出
problem-findings-limit-help = 文件中还有更多同类内容，请整体处理
problem-work-limit = 匹配工作量超过上限
problem-work-limit-help = 拆分后分别检查
problem-unmapped-glyphs = 页面上许多字形没有对应的字符
problem-unmapped-glyphs-help = 请人工查看该页，或进行文字识别
problem-some-unmapped-glyphs = 页面上少数字形没有对应的字符
problem-some-unmapped-glyphs-help = 如有疑问请人工查看该页
problem-picture-text-unread = 图片中很可能有未读取的文字
problem-picture-text-unread-help = 请人工查看，或安装 `tesseract` 后重新检查
problem-picture-text-recognised = 图片中的文字由机器识别，可能有遗漏或错误
problem-picture-text-recognised-help = 如有疑问请查看图片
problem-picture-layer-read = 图片中的文字取自其后的文字层
problem-picture-layer-read-help = 如有疑问请对照两者，或安装 `tesseract` 后重新检查
problem-picture-not-read = 没有在图片中查找文字；图片中不太可能有文字
problem-picture-not-read-help = 如有疑问请查看
problem-picture-undecoded = 图片无法解码，不知道其中是否有文字
problem-picture-undecoded-help = 请人工查看
problem-frames-unread = 没有读取视频画面中的文字
problem-frames-unread-help = 发布前请从头到尾看一遍，或安装 `ffmpeg` 和 `tesseract` 后重新扫描
problem-frames-sampled = 只查看了视频中 {"{}"} 帧画面里的文字，其余画面没有查看
problem-frames-sampled-help = 如有疑问请从头到尾看一遍
problem-sound-unheard = 没有听取其中的声音
problem-sound-unheard-help = 发布前请从头到尾听一遍
problem-encoding-doubtful = 字符编码是猜测的
problem-encoding-doubtful-help = 如果文字显示异常，请另存为 UTF-8
problem-encoding-broken = 有些字节不属于其编码的任何字符
problem-encoding-broken-help = 另存为 UTF-8 后重新检查
problem-name-lies = 文件名所示的格式与内容不符
problem-name-lies-help = 改名，或查问为何如此命名
problem-trailing-bytes = 文件结尾之后还有字节
problem-trailing-bytes-help = 用制作它的程序重新保存
problem-permission = 无法打开：没有权限
problem-permission-help = 用有权读取的用户身份检查
problem-vanished = 读取之前已消失或被更改
problem-vanished-help = 等没有其他程序写入该文件夹时重新检查
problem-unreadable = 无法从磁盘读取
problem-unreadable-help = 检查磁盘或共享
problem-not-a-file = 是设备、管道或套接字
problem-not-a-file-help = 把它移出文件夹
problem-link-not-followed = 是链接，不会跟随
problem-link-not-followed-help = 检查它所指向的文件
problem-interrupted = 在读取之前检查被中断
problem-interrupted-help = 重新检查

clean-proven = 已证实
clean-struck = 已证实，保护标志已划去
clean-would-be-proven = 可清理
clean-needs-person = 需人工查看
clean-refused = 已拒绝
clean-unread = 未读取
clean-not-written = 未写入
clean-removed = 已移除：{ $list }
clean-redacted = 已遮盖：{ $list }
clean-hidden = 在已移除的隐藏位置发现：{ $list }
clean-kept = 保留：{ $list }
clean-kept-elsewhere = { $count } 段隐藏文字在原件别处公开显示，该处予以保留
clean-layout = 版式未予保留：副本是内容相同的新文件
clean-text-kept = 原显示文字的 { $percent } % 仍然显示
clean-look-at = 请人工查看：{ $message }
clean-marking = 标志：{ $list }
clean-why-marked = 文件带有保密标志；本命令的任何选项都不会去除它
clean-help-marked = 请交由有权决定公开的人员处理
clean-why-no-cleaner = 无法清理此格式
clean-help-no-cleaner = 请另存为 PDF、DOCX、XLSX、PPTX、PNG 或文本后再清理
clean-why-mailbox = Outlook 邮箱文件不会被重新生成：其中留有已删除的邮件和痕迹，任何副本都不应带上它们
clean-help-mailbox = 请把要发出的邮件逐封另存（Outlook 存为 MSG，其他邮件程序存为 EML），再清理这些文件
clean-why-member = 其中有文件无法清理
clean-help-member = 请取出该文件，或解包后逐个清理
clean-why-unplaced = 发现了须去除的内容，但无法确定其在文件中的位置
clean-help-unplaced = 请在制作该文件的程序中到该处删除后再清理
clean-why-pixels = 图片有被裁去但仍留在文件中的部分，而此格式无法在此解码
clean-help-pixels = 请用其他程序把裁剪后的图片另存为 JPEG 或 PNG，再清理该文件
clean-why-text-lost = 将丢失一半以上的显示文字
clean-help-text-lost = 请尝试 --flatten，或另存为其他格式
clean-why-looks-different = 副本某一页在涂黑之外的位置与原件显示不同，因此未写入副本
clean-help-looks-different = 请用其他程序另存为 PDF 后再清理，或尝试 --flatten
clean-why-not-gone = 在副本中再次发现须去除的内容，因此未写入副本
clean-help-not-gone = 请在制作该文件的程序中到该处删除后再清理
clean-why-not-searched = 未能在整个副本中查找须去除的内容，因此未写入副本
clean-help-not-searched = 请在制作该文件的程序中重新保存（文件较大时请拆分），再清理新文件
clean-left = 仍然存在：{ $what } { $masked }：{ $place }
clean-left-text = 隐藏文字
clean-left-was = 原在{ $place }
clean-left-is = 副本中位于{ $place }
clean-left-bytes = 副本中位于不显示的字节里
clean-left-more = 另有 { $count } 处
clean-help-write = 请用 -o 选择其他文件夹；未留下不完整的副本
clean-totals = { $files } 个文件：{ $proven } 个已证实，{ $person } 个需人工查看，{ $refused } 个已拒绝，{ $unread } 个未读取
clean-not-checked = 未检查：可追溯泄露者的措辞差异、水印、打印机暗点、人脸、手写内容。
clean-next-proven = 下一步：以陌生人的眼光通读副本，然后只公开副本，切勿公开原件。
clean-next-refused = 下一步：处理被拒绝或需人工查看的文件；只公开已证实的副本。
clean-next-dry-run = 下一步：去掉 --dry-run 并用 -o DIR 再次运行；本次未写入任何内容。

clean-note-codes = 遮盖处旁的代码只是初步建议，由决定公开的人员确定。
clean-note-procurement = 型号、数量和交付地点合在一起可能泄露更多；请通看同一采购项目的全部文件。
clean-note-newsroom = 措辞差异、水印和打印机暗点仍可能指向消息来源；--flatten 只保留文字。除非您要求，本次运行不留任何记录。
clean-note-social-media = 请查看图片中可见的内容：屏幕、证件、白板、窗外景物。
diff-totals = 删除或更改 { $removed } 行，保留 { $kept } 行

removed-redaction = 计划中的 { $count } 处
removed-name = 名称
removed-properties = 属性和元数据
removed-comments = 批注
removed-revisions = 修订记录
removed-earlier-revisions = 文件的早期版本
removed-fields = 表单域（{ $count }；外观保留）
removed-hidden-text = 隐藏文字
removed-hidden-sheet = 隐藏工作表（{ $count }）
removed-hidden-cells = 隐藏单元格（{ $count }）
removed-hidden-slide = 隐藏幻灯片（{ $count }）
removed-hidden-shape = 隐藏形状（{ $count }）
removed-notes = 备注
removed-alternative = 图片说明
removed-links = 链接
removed-field-codes = 域代码
removed-formulas = 公式（{ $count }；数值保留）
removed-macros = 脚本和宏
removed-embedded = 嵌入文件
removed-preview = 预览图
removed-cache = 缓存和未使用的内容
removed-markup = 不显示的标记
removed-invisible = 不可见字符（{ $count }）
removed-slack = 不属于任何对象的字节
removed-members = 包内成员（{ $count }）
removed-signature = 签名（任何改动都会使其失效）
removed-headers = 邮件头（{ $count }）
removed-pixels = 不显示的像素
removed-pictures = 无法清理的图片（{ $count }）
removed-unseen-pictures = 页面上看不到的图片（{ $count }）
removed-tracks = 不播放的轨道
removed-encoding = 旧字符编码（现为 UTF-8）
removed-layout = 版式（不予保留）
removed-damaged = 损坏的内容

demo-result =

    演示：在“{ $folder }”中埋设的 { $planted } 处泄露，找到了 { $found } 处；其中内容全部为虚构。
demo-missed = 未找到：{ $file } 中的 { $rule }

verify-verified = 验证通过：{ $file }
verify-released = { $organisation } 于 { $time } 发布的正是此文件；发布前的扫描结果：{ $verdict }。
verify-persons = { $count ->
    [0] 未注明由人作出的决定。
   *[other] 发布声明称有 { $count } 人签署了该决定。
}
verify-logged = 其发布是账本 { $log }（共 { $size } 条）的记录 { $entry }。
verify-witnessed = 见过该账本的见证人：{ $witnesses }。
verify-unwitnessed = 没有见证人签名，而您的信任文件也不要求：仅由账本的保管者担保。
verify-not-checked = 未检查：之后是否被撤回或取代（需要账本本身），以及内容是否属实。
verify-refused = 未通过验证：{ $file }
verify-refused-proof = 证明文件已损坏：{ $reason }。
verify-refused-checkpoint = 您所信任者未为账本的状态担保：{ $reason }。
verify-refused-opening = 证明文件没有说明记录了什么。
verify-refused-inclusion = 证明所示内容不在账本中：{ $reason }。
verify-refused-kind = 所记录的不是文件的发布：{ $reason }。
verify-refused-unsigned = 您所信任的机构均未签署此次发布。
verify-refused-file = 该文件不是所发布的文件：已被更改，或证明属于另一文件。
verify-refused-next = 不要相信此文件中的任何内容；请向发布者重新获取文件与证明并进行比对
verify-unread = 未检查：无法读取 { $file }：{ $reason }。对该文件一无所知。

ledger-frozen =
    已冻结：账本不得签署任何内容。
    {"  "}{ $reasons }
    等待不会造成损失。参见 docs/ledger.md；`obelus ledger recover --from DIR` 可从公开文件的副本继续。
ledger-key-made = 私钥保存在 { $file }。持有它的人可以代您签名：请妥善保管，并在别处保留一份副本。
ledger-high-water-near = 注意：高水位文件与账本放在一起，恢复备份时两者会一同倒退。请将其放在另一个卷上：ledger.toml 中的 high-water。
ledger-begun =
    账本 { $origin } 已在 { $folder } 建立。
    下一步：将作决定的人员和您的见证人加入 { $trust }。
ledger-repaired = { $count } 个公开文件缺失或损坏，已重新生成。
ledger-witness-silent = 注意：见证人 { $witness } 未签名：{ $reason }
ledger-scanned =
    已将扫描（{ $verdict }）及其发现记录为第 { $entries } 条。
    下一步：obelus ledger decision --about { $about } --verdict release --basis CODE --output decision.json
ledger-decision = 决定已写入 { $file }。下一步：由两人分别用 `obelus ledger sign` 签名，再用 `obelus ledger append` 记录。
ledger-signed =
    已签名（{ $count }）：{ $kind }
    { $statement }
ledger-too-few-persons = { $file }：信任文件所列人员中只有 { $count } 人签名，需要 2 人；未作任何记录。
ledger-not-signed = { $file }：有权签署的密钥均未签名；未作任何记录。
ledger-not-released = { $file }：扫描结果为 { $verdict }，须由两人作出决定（--decision）方可发布；未作任何记录。
ledger-not-witnessed =
    已记录为第 { $entry } 条，但尚未见证：{ $reason }。
    目前还没有证明。下一步：obelus ledger proof { $entry } --file { $file }
ledger-delivery-not-witnessed =
    送达已记录为第 { $entry } 条，但尚未见证：{ $reason }。
    答复不带账本证明发出。下一步：见证人签署后，再用 --ledger 答复一次。
ledger-script-not-witnessed =
    脚本已记录为第 { $entry } 条，但尚未见证：{ $reason }。
    未写出证明。下一步：见证人签署后，换一个输出文件再次运行同一命令。
ledger-released = 已发布并记录为第 { $entry } 条。证明随文件一同发出：{ $proof }
ledger-checkpoint = 已公布 { $log } 的 { $size } 条记录。
ledger-witness-signed = 见证人 { $witness } 已签名。
ledger-quorum-missing = 签名者不足：{ $reason }。
ledger-request = 请求已写入 { $file }。请带给见证人（`obelus ledger witness --request`），并带回答复（`--answer`）。
ledger-request-again = 见证人见过 { $size } 条记录。下一步：重新写出请求并带去。
ledger-serving = 正在 http://{ $address } 提供 { $log }；按 Ctrl-C 停止。
ledger-silent = 沉默：{ $log } 最后一次签名于 { $time }。
ledger-frames = 每个码是一帧。请在另一侧全部拍下，并在那里列出所有照片。
ledger-evidence = 针对 { $log } 的证据：{ $folder }
ledger-witness-answered = 已签名；答复在 { $file }。请带回。
ledger-witness-refused = 未签名（{ $status }）；答复在 { $file }。请带回。
ledger-fault = 第 { $entry } 条：{ $fault }。
ledger-audited = 共 { $size } 条：{ $opened } 条已打开，{ $erased } 条已删除，{ $padding } 条填充；{ $decisions } 项决定，{ $releases } 次发布；{ $faults } 处缺陷。
ledger-damage = 已损坏：{ $damage }。
ledger-checked = 已计算 { $leaves } 条记录的散列；比对 { $tiles } 个分片和 { $checkpoints } 个检查点；{ $damages } 处损坏。
ledger-erased = 第 { $entry } 条的内容已销毁；其删除记录为第 { $tombstone } 条。已发出的证明副本，以及保留密钥销毁之前的备份，仍能打开它。
ledger-handlers-believed = 从现在起，账本就通报相信 { $names }（见 { $trust } 中的 `handler` 行）。
ledger-rotated = 新密钥已记录并启用。请将 { $trust } 中的新行交给见证人和验证者；旧行保留。
ledger-disclosed = 能打开第 { $entry } 条的内容在 { $file }。持有者可以证明记录了什么。
ledger-openings-lost = 第 { $first } 至 { $last } 条已从副本恢复；其内容已丢失，审计会指出。
ledger-recovered = 账本以 { $size } 条记录继续。
ledger-exported = 公开文件和信任文件在 { $folder }。
# 审查台。
review-reading = 正在读取并检查文件…
review-ready =
    审查台已打开，只供本机的一个浏览器使用：

      { $link }

    任何内容都不会离开本机。完成后请按 Ctrl-C。
review-ended = 审查台已关闭。
review-removed = [已删除]
desk-skip = 跳到正文
desk-one-person = 此处由一个人决定，没有其他人签字。
desk-footer = 未检查：措辞差异、水印、打印机暗点、人脸和手写内容。任何内容都不会离开本机。
desk-batch-title = 您准备发布的内容
desk-batch-summary = 共 { $count } 个文件。
desk-files = 文件
desk-file = 文件
desk-verdict = 结论
desk-verdict-withhold = 不得发布
desk-verdict-incomplete = 未读完整
desk-verdict-review = 需要查看
desk-verdict-nothing-found = 未发现问题
desk-verdict-minor = 仅有轻微发现
desk-findings = 发现
desk-finding = 发现
desk-open = 待决定
desk-copy = 净化副本
desk-release-title = 净化副本
desk-missing-nothing = 全部已决定。副本不含您删除的内容，也不含任何隐藏内容；写出前会重新读取，确认确已消失。
desk-missing = 还有 { $count } 项发现没有决定。
desk-release-button = 签字并生成副本
desk-released = 副本已生成并重新读取。“已证实”表示应删除的内容在副本中已不存在。
desk-released-without = 没有副本的文件不得发布，原因写在旁边。
desk-making = 共 { $files } 份副本，已生成、重读并证明 { $made } 份。完成后本页会显示。
desk-download-all = 下载全部副本
desk-reopen = 重新决定没有副本的文件
desk-reopen-note = 有些文件没有副本。可以对它们另作决定并再次签字；已生成的副本保持不变。
desk-reopened = 已有副本的文件保持不变。请决定其余文件，然后再次签字。
desk-to-do = 怎么办：{ $help }
desk-why-short = 有人输入的一段文字太短，无法查找
desk-help-short = 撤回它，改为标出周围更长的文字
desk-why-gone = 文件已无法读取
desk-help-gone = 把它放回原处，再次签字
desk-why-not-written = 副本已生成并证明，但无法写入
desk-help-not-written = 腾出空间，或结束审查台后用另一个文件夹重新启动：obelus review -o 文件夹
desk-verdict-original = 原件
desk-add = 添加文件：选择，或拖放到本页任意位置
desk-add-button = 添加
desk-add-note = 每个文件最大 256 MiB。文件只留在本机内存中，审查台关闭后即消失。
desk-add-reading = 正在读取并检查文件…
desk-add-none = 没有收到文件。请至少选择一个。
desk-add-long = 某个文件超过 256 MiB。未添加任何文件；请在命令行中给出路径：obelus review PATH
desk-add-cut = 文件未完整到达，或总量过大。未添加任何文件；请减少每次添加的数量。
desk-add-failed = 某个文件无法读取，未予添加。对其内容一无所知。
desk-back = 全部文件
desk-next-file = 下一个待决定的文件
desk-file-summary = { $count ->
    [0] 全部已决定。
   *[other] 有 { $count } 项发现待决定。
}
desk-marked = 该文件带有保护标志。此处不为它生成副本；只有有权解除标志的人员才能放行。
desk-no-findings = 在已读取的内容中没有发现问题。
desk-search-none = 没有符合查找内容的结果。请换一个词查找，或清空查找框以显示全部。
desk-to-text = 转到正文
desk-hidden-goes = 该内容是隐藏的。无论如何决定，副本都不会包含它。
desk-name-goes = 文件名中有要删除的文字。副本将命名为 { $name }。
desk-undo = 撤销
desk-redo = 重做
desk-why = 为什么，怎么办
desk-grade = { $severity }；{ $confidence }
desk-severity-low = 泄露后影响较小
desk-severity-medium = 泄露后影响较大
desk-severity-high = 泄露后影响严重
desk-severity-critical = 泄露后影响特别严重
desk-confidence-low = 不确定
desk-confidence-medium = 比较确定
desk-confidence-high = 确定
desk-scope = 适用于
desk-scope-this = 仅此一处
desk-scope-file = 本文件中这段文字的全部 { $count } 处
desk-scope-batch = 所有文件中这段文字的全部 { $count } 处
desk-scope-always = 所有文件中的相同内容，且今后一律如此（须第二人同意）
desk-scope-kind-file = 本文件中此类待决定的全部 { $count } 处（仅限删除）
desk-scope-kind-batch = 所有文件中此类待决定的全部 { $count } 处（仅限删除）
desk-ground = 删除依据
desk-reason = 保留的理由（保留时必填）
desk-remove = 删除
desk-keep = 保留
desk-not-sensitive = 不敏感
desk-state-open = 待决定
desk-state-removed = 已删除：{ $ground }
desk-state-kept = 已保留：{ $reason }
desk-state-not-sensitive = 不敏感
desk-goes-anyway = 它仍会被删除：本文件另一处的相同文字已决定删除，而删除的文字会从每一处消失。请全部保留，或全部删除。
desk-keep-all = 保留本文件中这段文字的每一处
desk-remove-all = 删除本文件中这段文字的每一处
desk-refused-changed = 该项在此期间已有变化。请重新查看后再决定。
desk-refused-reason = 请先说明可以保留的理由。
desk-refused-undecided = 还有未决定的发现。请先逐项决定。
desk-refused-nothing = 没有可以撤回的操作。
desk-refused-redo = 没有可以重做的。
desk-refused-stage = 副本已经生成，不能再更改。
desk-not-in-title = 该审查台已由另一个浏览器使用
desk-not-in = 终端上的链接只能使用一次。请在终端停止审查台，重新启动以获得新的链接。
desk-not-own-title = 未执行任何操作
desk-not-own = 该表单不是来自本审查台。请返回文件列表重试。
desk-bad-form-title = 未执行任何操作
desk-bad-form = 表单不完整。请返回重试。
desk-nowhere-title = 没有该页面
desk-nowhere = 请返回文件列表。
desk-no-page-title = 这里没有可看的内容
desk-no-page = 这个地址只接收表单。什么也没有做。
desk-go-on = 回到第一页继续
desk-failed-title = 操作失败
desk-failed = 由于我们的故障，生成副本失败。未写出的内容都不能视为可以安全发布。
